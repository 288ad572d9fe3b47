/** A standard option, as a descriptor holds it. */
export type StandardOption = {
  readonly name: string;
  readonly tag: number;
  /** `string`, `boolean`, or the names of an enum's values by number. */
  readonly type: "string" | "boolean" | readonly string[];
};

const text = (name: string, tag: number): StandardOption => ({ name, tag, type: "string" });
const flag = (name: string, tag: number): StandardOption => ({ name, tag, type: "boolean" });

// In each list the order is that in which the registry prints them.

export const fileOptions: readonly StandardOption[] = [
  text("java_package", 1),
  text("java_outer_classname", 8),
  flag("java_multiple_files", 10),
  flag("java_generate_equals_and_hash", 20),
  flag("java_string_check_utf8", 27),
  { name: "optimize_for", tag: 9, type: ["", "SPEED", "CODE_SIZE", "LITE_RUNTIME"] },
  text("go_package", 11),
  flag("cc_generic_services", 16),
  flag("java_generic_services", 17),
  flag("py_generic_services", 18),
  flag("php_generic_services", 42),
  flag("deprecated", 23),
  flag("cc_enable_arenas", 31),
  text("objc_class_prefix", 36),
  text("csharp_namespace", 37),
  text("swift_prefix", 39),
  text("php_class_prefix", 40),
  text("php_namespace", 41),
  text("php_metadata_namespace", 44),
  text("ruby_package", 45),
];

export const messageOptions: readonly StandardOption[] = [
  flag("no_standard_descriptor_accessor", 2),
  flag("deprecated", 3),
  flag("map_entry", 7),
];

export const fieldOptions: readonly StandardOption[] = [
  { name: "ctype", tag: 1, type: ["STRING", "CORD", "STRING_PIECE"] },
  flag("packed", 2),
  { name: "jstype", tag: 6, type: ["JS_NORMAL", "JS_STRING", "JS_NUMBER"] },
  flag("deprecated", 3),
];

export const enumOptions: readonly StandardOption[] = [flag("allow_alias", 2), flag("deprecated", 3)];

export const enumValueOptions: readonly StandardOption[] = [flag("deprecated", 1)];

export const serviceOptions: readonly StandardOption[] = [flag("deprecated", 33)];

export const methodOptions: readonly StandardOption[] = [
  flag("deprecated", 33),
  { name: "idempotency_level", tag: 34, type: ["IDEMPOTENCY_UNKNOWN", "NO_SIDE_EFFECTS", "IDEMPOTENT"] },
];

/** The number under which Confluent's own options extend the standard ones. */
export const metaTag = 1088;

/** The names of scalar types by their number in a descriptor; empty where a number is not that of a scalar type. */
export const scalarTypeNames: readonly string[] = [
  "",
  "double",
  "float",
  "int64",
  "uint64",
  "int32",
  "fixed64",
  "fixed32",
  "bool",
  "string",
  "",
  "",
  "bytes",
  "uint32",
  "",
  "sfixed32",
  "sfixed64",
  "sint32",
  "sint64",
];
