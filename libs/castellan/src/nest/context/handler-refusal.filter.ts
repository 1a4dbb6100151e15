import { type ArgumentsHost, Catch, type ExceptionFilter, type Type } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { refusedByAws } from '../../credentials/index.js';
import { AwsAccessDeniedError, CastellanError } from '../../errors/index.js';
import { GraphqlRefusal } from '../graphql/graphql-refusal.js';
import { refusedBy } from './refused-by.js';
import type { Refuser } from './refuser.js';
import { findRequestContext } from './attached-contexts.js';
import { httpRequest } from './transport.js';

/** Stands for what {@link HandlerRefusalFilter} catches, because Nest asks `error instanceof` it. */
const HANDLER_REFUSAL = {
  [Symbol.hasInstance]: (error: unknown): boolean =>
    error instanceof CastellanError ||
    error instanceof GraphqlRefusal ||
    (typeof error === 'object' && error !== null && refusedByAws(error)),
} as unknown as Type;

/**
 * Answers what Castellan refuses on the way to a handler or inside it, and what AWS refuses the caller there. It stands
 * nearer to the handler than every filter of the application, so that one that catches everything does not turn a
 * refusal into something else. It has no state: applications in one process share it.
 */
@Catch(HANDLER_REFUSAL)
export class HandlerRefusalFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): Observable<never> | undefined {
    const refusals = error instanceof GraphqlRefusal ? undefined : refuserOf(host);
    // Said already, or of a door that Castellan does not guard: a method can be a handler of messages as well.
    if (refusals === undefined) throw error;
    return refusals.answer(host, error instanceof CastellanError ? error : ofAws(error as object));
  }
}

function refuserOf(host: ArgumentsHost): Refuser | undefined {
  const calls = host.getType() === 'http' ? [httpRequest(host)] : host.getArgs<unknown[]>();
  for (const call of calls) {
    const refusals = typeof call === 'object' && call !== null ? refusedBy(call) : undefined;
    if (refusals !== undefined) return refusals;
  }
  return findRequestContext(host)?.refusals;
}

/** AWS's refusal of the caller's own keys is the caller's 403. The same refusal of the host's keys stays a 500. */
function ofAws(cause: object): AwsAccessDeniedError {
  return new AwsAccessDeniedError(
    "An AWS service refused a call made with the caller's own credentials. Either the caller may not do this, " +
      'or a policy of the role that the identity pool chose is too narrow. The cause says what was refused.',
    { cause },
  );
}
