import { validatePolicyDocument } from '../iam/validate-policy-document.js';
import type { PolicyDocument } from '../iam/policy-document.js';
import { ServiceError } from '../http/service-error.js';
import type { StsForm } from './sts-form.js';

const MOST_CHARACTERS = 2048;

/** Reads `Policy`. Throws `MalformedPolicyDocument` for one that the sandbox could not evaluate exactly. */
export function readSessionPolicy(form: StsForm): readonly PolicyDocument[] {
  const text = form.optional('Policy', { minimum: 1, maximum: MOST_CHARACTERS });
  if (text === undefined) return [];
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    throw malformed('This policy contains invalid Json');
  }
  try {
    validatePolicyDocument(policy, 'policy');
  } catch (error) {
    throw malformed(error instanceof Error ? error.message : 'Syntax errors in policy.');
  }
  return [policy];
}

const malformed = (message: string): ServiceError => new ServiceError('MalformedPolicyDocument', message);
