import type { z } from 'zod';
import { type BodyViolation, InvalidRequestBodyError } from '../../errors/index.js';

/** What a client needs to mend its request; a body that is wrong everywhere is told no more. */
const MOST_VIOLATIONS = 20;

/** A name that may be repeated to whoever sent it: no place for a secret, a control character or a page of text. */
const PLAIN_NAME = /^[\w:.@-]{1,64}$/;

type Issue = z.core.$ZodIssue;

/**
 * The value as the schema has it.
 *
 * @throws InvalidRequestBodyError with the places that are wrong, and nothing of what was found there.
 */
export function validated<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value, { error: sentence });
  if (result.success) return result.data;
  const violations = result.error.issues.flatMap(violationsOf).slice(0, MOST_VIOLATIONS);
  const places = violations.map(
    ({ pointer, detail }) => `${pointer === '' ? 'the body' : pointer} ${detail}`,
  );
  throw new InvalidRequestBodyError(`A request body is refused: ${places.join('; ')}.`, violations);
}

function violationsOf(issue: Issue): BodyViolation[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      pointer: pointerTo([...issue.path, key]),
      detail: 'is not known here',
    }));
  }
  return [{ pointer: pointerTo(issue.path), detail: issue.message }];
}

/** Ends where a name is not plain. */
function pointerTo(path: readonly PropertyKey[]): string {
  const plain = path.findIndex((step) => !PLAIN_NAME.test(String(step)));
  const steps = plain === -1 ? path : path.slice(0, plain);
  return steps.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The sentences are fixed, whatever version of zod is installed, and say nothing of what was found. */
function sentence(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is required' : `must be ${NAMES[issue.expected] ?? issue.expected}`;
    case 'too_small':
      return `must have at least ${issue.minimum} ${unitOf(issue.origin)}`;
    case 'too_big':
      return `must have at most ${issue.maximum} ${unitOf(issue.origin)}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_union':
      return 'options' in issue
        ? `must be one of ${namesOf(issue.options)}`
        : 'is of none of the known forms';
    case 'custom':
    case 'invalid_element':
    case 'invalid_format':
    case 'invalid_key':
    case 'not_multiple_of':
    case 'unrecognized_keys':
      return 'is not what is expected here';
  }
}

function namesOf(options: unknown): string {
  return (options as unknown[]).filter((option) => typeof option === 'string').join(', ');
}

const NAMES: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function unitOf(origin: string): string {
  if (origin === 'string') return 'characters';
  return origin === 'array' ? 'members' : '(as a number)';
}
