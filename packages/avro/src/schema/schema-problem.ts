/** A schema that cannot be used, and where in it. Whoever asked for it makes a proper error of this. */
export class SchemaProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SchemaProblem";
  }
}
