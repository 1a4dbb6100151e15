import { refusedByAws } from '../credentials/index.js';
import { AwsAccessDeniedError, CastellanError } from '../errors/index.js';

/**
 * The refusal in what was thrown; `undefined` where it is a fault of the application. AWS's refusal of the caller's
 * own keys is the caller's 403. The same refusal of the host's keys stays a fault.
 */
export function refusalOf(error: unknown): CastellanError | undefined {
  if (error instanceof CastellanError) return error;
  if (typeof error !== 'object' || error === null || !refusedByAws(error)) return undefined;
  return new AwsAccessDeniedError(
    "An AWS service refused a call made with the caller's own credentials. Either the caller may not do this, " +
      'or a policy of the role that the identity pool chose is too narrow. The cause says what was refused.',
    { cause: error },
  );
}
