import type { ProtoEnum, ProtoField, ProtoFile, ProtoMessage, ProtoOption, ProtoService } from "@magicbyte/proto-text";

/** A file without extensions: what `extend` and `extensions` declare, and options that are extensions. */
export function withoutExtensions(file: ProtoFile): ProtoFile {
  return {
    ...file,
    options: plain(file.options),
    types: file.types.map(withoutTypeExtensions),
    extends: [],
    services: file.services.map(service),
  };
}

function withoutTypeExtensions(type: ProtoMessage | ProtoEnum): ProtoMessage | ProtoEnum {
  if (type.kind === "enum") {
    return { ...type, options: plain(type.options), constants: type.constants.map(withPlainOptions) };
  }
  return {
    ...type,
    options: plain(type.options),
    fields: fields(type.fields),
    oneofs: type.oneofs.map((oneof) => ({
      ...withPlainOptions(oneof),
      fields: fields(oneof.fields),
      groups: oneof.groups.map((group) => ({ ...group, fields: fields(group.fields) })),
    })),
    groups: type.groups.map((group) => ({ ...group, fields: fields(group.fields) })),
    extensions: [],
    extends: [],
    types: type.types.map(withoutTypeExtensions),
  };
}

function service(one: ProtoService): ProtoService {
  return { ...withPlainOptions(one), rpcs: one.rpcs.map(withPlainOptions) };
}

function fields(list: readonly ProtoField[]): readonly ProtoField[] {
  return list.map(withPlainOptions);
}

function withPlainOptions<T extends { readonly options: readonly ProtoOption[] }>(element: T): T {
  return { ...element, options: plain(element.options) };
}

function plain(options: readonly ProtoOption[]): readonly ProtoOption[] {
  return options.filter(({ parenthesized }) => !parenthesized);
}
