import type { RequestHandler } from "../api/handle.js";

/** A schema to begin with. */
export type SeedSchema = {
  readonly subject: string;
  /** The text, or what it says as JSON. */
  readonly schema: string | object;
  /** @default "AVRO" */
  readonly schemaType?: "AVRO" | "JSON" | "PROTOBUF" | undefined;
  /** Schemas that this one uses; they stand before it in the list, or are there already. */
  readonly references?:
    | readonly { readonly name: string; readonly subject: string; readonly version: number }[]
    | undefined;
  readonly metadata?: object | undefined;
  readonly ruleSet?: object | undefined;
};

/**
 * Registers schemas in order, and returns their ids. Stops at the first that is refused, with an error that says which
 * and why; those before it stay.
 */
export async function seedSchemas(handler: RequestHandler, schemas: readonly SeedSchema[]): Promise<number[]> {
  const ids: number[] = [];
  for (const [index, { subject, schema, ...rest }] of schemas.entries()) {
    const { status, body } = await handler({
      method: "POST",
      target: `/subjects/${encodeURIComponent(subject)}/versions`,
      headers: { "content-type": "application/vnd.schemaregistry.v1+json" },
      body: JSON.stringify({ ...rest, schema: typeof schema === "string" ? schema : JSON.stringify(schema) }),
    });
    const answer: { id?: number; error_code?: number; message?: string } = JSON.parse(body);
    if (status !== 200 || answer.id === undefined) {
      throw new Error(
        `seed()[${index}], subject ${JSON.stringify(subject)}, was refused with ${status}/${answer.error_code}: ${answer.message}`,
      );
    }
    ids.push(answer.id);
  }
  return ids;
}
