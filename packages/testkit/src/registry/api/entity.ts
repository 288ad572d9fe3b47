/**
 * An entity as the registry sends it: members that are absent, null, an empty text or an empty list are left out; false,
 * 0 and empty objects stay.
 */
export function entity<T extends object>(members: T): Partial<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => !isEmpty(value))) as Partial<T>;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}
