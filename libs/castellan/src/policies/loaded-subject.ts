import { SubjectNotFoundError } from '../errors/index.js';
import { deny, type Decision, type Denied } from './decision.js';
import type { DecisionContext, SubjectQuestion } from './requirement.js';
import { isThenable } from './thenable.js';

/**
 * Decides about the instance that a question names: `judge` is asked once it is loaded. Stays synchronous where the
 * loader is. An instance that does not exist, and a loader that fails, are denied here.
 */
export function decideOnSubject(
  context: DecisionContext,
  { subject, reference }: Pick<SubjectQuestion, 'subject'> & { readonly reference: object | string | symbol },
  description: string,
  judge: (instance: unknown) => Decision,
): Decision | Promise<Decision> {
  const judgeLoaded = (instance: unknown): Decision =>
    instance === undefined || instance === null ? notFound(subject, description) : judge(instance);
  const failed = (error: unknown): Denied =>
    error instanceof SubjectNotFoundError
      ? notFound(subject, description)
      : deny('policy_failed', `${description}: loading the subject failed.`, { cause: error });
  let loaded: unknown;
  try {
    loaded = context.loadSubject(reference);
  } catch (error) {
    return failed(error);
  }
  if (!isThenable(loaded)) return judgeLoaded(loaded);
  return Promise.resolve(loaded).then(judgeLoaded, failed);
}

/** The denial of an instance whose existence the caller may not learn. */
export function hidden(denied: Denied): Denied {
  return deny('subject_not_found', `Hidden from the caller: ${denied.message}`, denied);
}

function notFound(subject: string, description: string): Denied {
  return deny('subject_not_found', `${description}: there is no such ${subject}.`);
}
