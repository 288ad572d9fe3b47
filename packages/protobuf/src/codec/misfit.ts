/** Thrown where a value does not fit, to leave the writing. What is wrong, and where, is looked for afterwards. */
export class Misfit extends Error {}
