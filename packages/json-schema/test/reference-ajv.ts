import { createRequire } from "node:module";

type Ajv = { compile(schema: object): (value: unknown) => boolean };

const { Ajv } = createRequire(import.meta.url)("ajv") as { Ajv: new (options: object) => Ajv };

/** What Ajv itself says, without any of what this package does to it. */
export function referenceCheck(schema: object): (value: unknown) => boolean {
  return new Ajv({ strict: false, logger: false, multipleOfPrecision: 9, ownProperties: true }).compile(schema);
}
