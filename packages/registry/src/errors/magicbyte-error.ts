/**
 * The root of every error that a magicbyte package throws on purpose.
 *
 * `instanceof` compares brands instead of prototypes, so it holds across the ESM and the CommonJS copy of a
 * package and across two installed versions of it.
 */
export abstract class MagicbyteError extends Error {
  /** Which kind of error this is, as a literal: safe to `switch` on, and kept when the error is serialised. */
  abstract readonly code: string;

  static {
    Object.defineProperty(MagicbyteError, Symbol.hasInstance, { value: hasBrand });
    brand(MagicbyteError, "MagicbyteError");
  }
}

/** An error class, as far as brands are concerned. */
type Branded = { readonly prototype: object };

/** Gives an error class the name its instances carry and the brand that `instanceof` looks for. */
export function brand(errorClass: Branded, name: string): void {
  const key = Symbol.for(`@magicbyte/error/${name}`);
  Object.defineProperty(errorClass, "brand", { value: key });
  Object.defineProperty(errorClass.prototype, key, { value: true });
  Object.defineProperty(errorClass.prototype, "name", { value: name, writable: true, configurable: true });
}

function hasBrand(this: Branded, value: unknown): boolean {
  const key: unknown = Object.getOwnPropertyDescriptor(this, "brand")?.value;
  // A class that a user derived has no brand of its own and is compared by prototype, as usual.
  if (typeof key !== "symbol") return Object.prototype.isPrototypeOf.call(this.prototype, Object(value));
  return typeof value === "object" && value !== null && key in value;
}
