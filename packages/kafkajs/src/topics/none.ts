/** A key or value that is never there. */
export type Nothing = { readonly nothing: true };

/**
 * No key, or no value: written as null. When reading, what stands there nevertheless is not looked at; it is still
 * among the message's raw bytes.
 */
export const none: Nothing = { nothing: true };
