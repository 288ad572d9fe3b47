/** Sets a member whatever its name is: plain assignment to `__proto__` changes the object's prototype instead. */
export function defineMember(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

/** Arrays, Maps, Sets, buffers, Dates: objects whose members are not what they hold. */
export function isIterableOrDate(object: object): boolean {
  return Symbol.iterator in object || object instanceof Date;
}

/** The member of an object, but not what every object inherits. */
export function memberOf(object: object, name: string): unknown {
  if (name in Object.prototype && !Object.hasOwn(object, name)) return undefined;
  return (object as Record<string, unknown>)[name];
}
