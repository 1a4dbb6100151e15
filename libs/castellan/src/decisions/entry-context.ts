import { callerReference } from './caller-reference.js';
import type { EntryContext, RecordedSubject } from './decision-entry.js';
import { bounded } from './decision-record.js';
import { describeValue } from '../policies/names.js';
import type { ObservedDecision } from './observed-request.js';

const LONGEST_NAME = 100;
const LONGEST_ID = 200;
const MOST_FIELDS = 50;

/**
 * What entries of every kind say about the request.
 *
 * @param subjectId What the application says which subject it was about.
 * @param listed The names of the claims that are recorded.
 */
export function entryContext(
  observed: ObservedDecision,
  subjectId: unknown,
  time: number,
  listed: readonly string[],
): EntryContext {
  const { caller, asked, requirement, question } = observed;
  const { route, requestId } = observed.about;
  return {
    time: new Date(time).toISOString(),
    caller: callerReference(caller, listed),
    asked,
    ...(route && { route }),
    ...(requirement !== undefined && { requirement: bounded(requirement) }),
    ...(question && {
      action: nameOf(question.action),
      subject: recordedSubject(nameOf(question.subject), subjectId),
      ...(Array.isArray(question.fields) && { fields: question.fields.slice(0, MOST_FIELDS).map(nameOf) }),
    }),
    ...(requestId !== undefined && { requestId }),
  };
}

function recordedSubject(type: string, id: unknown): RecordedSubject {
  if (typeof id !== 'string' && typeof id !== 'number') return { type };
  return { type, id: shortened(String(id), LONGEST_ID) };
}

function nameOf(name: unknown): string {
  return typeof name === 'string' ? shortened(name, LONGEST_NAME) : describeValue(name);
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
