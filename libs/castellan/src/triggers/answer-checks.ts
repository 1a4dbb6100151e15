/** What a member of an answer must be. */
export type Member = 'boolean' | 'string' | 'strings' | 'stringMap';

const EXPECTED: Readonly<Record<Member, string>> = {
  boolean: 'true or false',
  string: 'a string',
  strings: 'a list of strings',
  stringMap: 'an object whose values are strings',
};

/**
 * The members of an answer that are there, each of its type. What is left out stays as Cognito has it.
 *
 * @throws TypeError for a member that does not exist, which would be passed over in silence, and for a wrong type.
 */
export function checkedMembers<Answer extends object>(
  what: string,
  answer: Answer | undefined,
  members: Readonly<Record<keyof Answer & string, Member>>,
): object {
  if (answer === undefined) return {};
  if (!isRecord(answer)) throw new TypeError(`${what} must answer with an object or nothing.`);
  const given = Object.entries(answer).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) {
    const member = Object.hasOwn(members, name) ? members[name as keyof Answer & string] : undefined;
    if (member === undefined) {
      throw new TypeError(
        `${what} answered with ${name}, which does not exist. It may answer with ${Object.keys(members).join(', ')}.`,
      );
    }
    if (!isOfType(value, member)) throw new TypeError(`${what}: ${name} must be ${EXPECTED[member]}.`);
  }
  return Object.fromEntries(given);
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isOfType(value: unknown, member: Member): boolean {
  if (member === 'strings') return Array.isArray(value) && value.every((each) => typeof each === 'string');
  if (member === 'stringMap') {
    return isRecord(value) && Object.values(value).every((each) => typeof each === 'string');
  }
  return typeof value === member;
}
