/** What is wrong with incoming bytes, and where: the position is turned into the path of a field once it is needed. */
export class ReadProblem extends Error {
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.name = "ReadProblem";
    this.position = position;
  }
}
