import { inParallel } from "./in-parallel.js";
import type { RegisterResult, SchemaInput } from "./schema-types.js";
import type { RegisterOptions } from "./subject-options.js";
import type { Subjects } from "./subjects.js";

/** One schema of many. */
export type Registration = SchemaInput & { readonly subject: string };

/** What became of one registration. */
export type RegistrationOutcome =
  | { readonly subject: string; readonly registered: RegisterResult; readonly error?: undefined }
  | { readonly subject: string; readonly registered?: undefined; readonly error: unknown };

/** How many schemas are registered. */
export type RegisterManyOptions = Omit<RegisterOptions, "id" | "version"> & {
  /**
   * How many requests may be under way at once.
   * @default 8
   */
  readonly concurrency?: number;
};

/**
 * Registers many schemas. One that fails does not stop the others: look at each outcome. Schemas of the same subject
 * are registered one after the other, in the order of the list, so that their versions come out as written.
 */
export async function registerMany(
  subjects: Pick<Subjects, "register">,
  registrations: readonly Registration[],
  options: RegisterManyOptions = {},
): Promise<readonly RegistrationOutcome[]> {
  const { concurrency = 8, ...rest } = options;
  const outcomes = new Array<RegistrationOutcome>(registrations.length);
  const bySubject = groupIndexes(registrations);
  await inParallel([...bySubject.values()], concurrency, async (indexes) => {
    for (const index of indexes) {
      const { subject, ...input } = registrations[index] as Registration;
      outcomes[index] = await subjects.register(subject, input, rest).then(
        (registered) => ({ subject, registered }),
        (error: unknown) => ({ subject, error }),
      );
    }
  });
  return outcomes;
}

function groupIndexes(registrations: readonly Registration[]): ReadonlyMap<string, readonly number[]> {
  const groups = new Map<string, number[]>();
  for (const [index, { subject }] of registrations.entries()) {
    const group = groups.get(subject);
    if (group === undefined) groups.set(subject, [index]);
    else group.push(index);
  }
  return groups;
}
