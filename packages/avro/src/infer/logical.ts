import type { Duration } from "../logical/duration.js";
import type { LogicalType } from "../logical/logical-type.js";

/** What values look like to unions: those whose branches share one are tagged. */
export type Shape<Out, In, Bucket> = { readonly out: Out; readonly in: In; readonly bucket: Bucket };

/** The logical types that are built in, by what is underneath. */
type BuiltIn = {
  readonly "int date": Shape<string, string, "string">;
  readonly "int time-millis": Shape<number, number, "number">;
  readonly "long time-micros": Shape<number, number, "number">;
  readonly "long timestamp-millis": Shape<Date, Date | number, "date" | "number">;
  readonly "long timestamp-micros": Shape<bigint, bigint, "bigint">;
  readonly "long timestamp-nanos": Shape<bigint, bigint, "bigint">;
  readonly "long local-timestamp-millis": Shape<string, string, "string">;
  readonly "long local-timestamp-micros": Shape<string, string, "string">;
  readonly "long local-timestamp-nanos": Shape<string, string, "string">;
  readonly "bytes decimal": Shape<string, string, "string">;
  readonly "fixed decimal": Shape<string, string, "string">;
  readonly "string uuid": Shape<string, string, "string">;
  readonly "fixed uuid": Shape<string, string, "string">;
  readonly "fixed duration": Shape<Duration, Duration, "object">;
};

type BuiltInName = keyof BuiltIn extends `${string} ${infer Name}` ? Name : never;

/** Who decides about a logical type: an option of the user's, the table, or nobody (`never`). */
export type LogicalShape<Kind extends string, Name, Options> = Name extends string
  ? `${Kind} ${Name}` extends keyof BuiltIn
    ? Name extends keyof Options
      ? CustomShape<Options[Name]>
      : BuiltIn[`${Kind} ${Name}` & keyof BuiltIn]
    : Name extends BuiltInName
      ? never
      : Name extends keyof Options
        ? CustomShape<Options[Name]>
        : never
  : never;

type CustomShape<Option> = Option extends LogicalType<infer Out, infer In> ? Shape<Out, In, "custom"> : never;
