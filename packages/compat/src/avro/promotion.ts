import type { AvroType } from "./model.js";

/** What readers of a kind also read. */
const PROMOTIONS: Readonly<Partial<Record<AvroType["kind"], readonly AvroType["kind"][]>>> = {
  long: ["int"],
  float: ["int", "long"],
  double: ["int", "long", "float"],
  string: ["bytes"],
  bytes: ["string"],
};

/** Whether data of one kind is read as the other, different one. */
export function canPromote(writer: AvroType["kind"], reader: AvroType["kind"]): boolean {
  return PROMOTIONS[reader]?.includes(writer) ?? false;
}
