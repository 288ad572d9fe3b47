import type { DescMessage } from "@bufbuild/protobuf";
import {
  ListsSchema,
  MapsSchema,
  OneofsSchema,
  OptionalsSchema,
  ScalarsSchema,
  TreeSchema,
  WellKnownSchema,
} from "./gen/all_pb.js";
import { OuterSchema } from "./gen/edition_delimited_pb.js";
import { StrictSchema } from "./gen/edition_old_pb.js";
import { ModernSchema } from "./gen/edition_pb.js";
import { OldSchema } from "./gen/old_pb.js";
import { OrderSchema } from "./gen/shop/order_pb.js";

/** Messages with everything in them that messages can have. */
export const messages: readonly (readonly [string, DescMessage])[] = [
  ListsSchema,
  MapsSchema,
  ModernSchema,
  OldSchema,
  OneofsSchema,
  OptionalsSchema,
  OrderSchema,
  OuterSchema,
  ScalarsSchema,
  StrictSchema,
  TreeSchema,
  WellKnownSchema,
].map((desc: DescMessage) => [desc.typeName, desc]);
