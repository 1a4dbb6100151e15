import type { AuthFlowPermission } from '../app-client.js';
import type { OperationInput } from '../operation-input.js';
import type { ClientOfPool } from '../pool-registry.js';
import { refusals } from '../refusals.js';
import { signInByChoice } from '../sign-in/choice.js';
import { signInByTriggers } from '../sign-in/custom.js';
import { signInWithPassword } from '../sign-in/password.js';
import { signInWithSrp } from '../sign-in/srp.js';
import { authenticationRequest } from './authentication-request.js';
import type { OperationContext, RunOperation } from './operation.js';
import { refreshTokens } from './refresh-tokens.js';
import { clientOf, clientOfPool } from './request-subjects.js';
import { signInAnswer } from './sign-in-answer.js';

const AUTH_FLOWS = [
  'USER_SRP_AUTH',
  'REFRESH_TOKEN_AUTH',
  'REFRESH_TOKEN',
  'CUSTOM_AUTH',
  'ADMIN_NO_SRP_AUTH',
  'USER_PASSWORD_AUTH',
  'ADMIN_USER_PASSWORD_AUTH',
  'USER_AUTH',
] as const;

/** `InitiateAuth`, for applications that hold no AWS credentials. */
export const initiateAuth: RunOperation = (input, context) =>
  authenticate(input, context, clientOf(input, context.pools), false);

/** `AdminInitiateAuth`, for servers. */
export const adminInitiateAuth: RunOperation = (input, context) =>
  authenticate(input, context, clientOfPool(input, context.pools), true);

async function authenticate(
  input: OperationInput,
  { clock }: OperationContext,
  found: ClientOfPool,
  byAdministrator: boolean,
): Promise<object> {
  const flow = input.string('AuthFlow', { max: 64, oneOf: AUTH_FLOWS }) as (typeof AUTH_FLOWS)[number];
  const request = authenticationRequest(input, found, 'AuthParameters', clock);
  input.refuse('Session');
  switch (flow) {
    case 'USER_PASSWORD_AUTH':
      assertAllowed(found, 'ALLOW_USER_PASSWORD_AUTH', 'USER_PASSWORD_AUTH flow not enabled for this client');
      return signInAnswer(await signInWithPassword(request));
    case 'ADMIN_USER_PASSWORD_AUTH':
    case 'ADMIN_NO_SRP_AUTH':
      if (!byAdministrator) throw refusals.invalidParameter('Initiate Auth method not supported.');
      assertAllowed(found, 'ALLOW_ADMIN_USER_PASSWORD_AUTH', 'Auth flow not enabled for this client');
      return signInAnswer(await signInWithPassword(request));
    case 'REFRESH_TOKEN_AUTH':
    case 'REFRESH_TOKEN':
      assertAllowed(found, 'ALLOW_REFRESH_TOKEN_AUTH', 'Auth flow not enabled for this client');
      return refreshTokens(request);
    case 'USER_SRP_AUTH':
      assertAllowed(found, 'ALLOW_USER_SRP_AUTH', 'USER_SRP_AUTH is not enabled for the client.');
      return signInAnswer(await signInWithSrp(request));
    case 'USER_AUTH':
      assertAllowed(found, 'ALLOW_USER_AUTH', 'USER_AUTH flow not enabled for this client');
      return signInAnswer(await signInByChoice(request));
    case 'CUSTOM_AUTH':
      assertAllowed(found, 'ALLOW_CUSTOM_AUTH', 'CUSTOM_AUTH is not enabled for the client.');
      if (!found.pool.triggers.challenges.areConfigured) {
        throw refusals.invalidParameter('Custom auth lambda trigger is not configured for the user pool.');
      }
      return signInAnswer(await signInByTriggers(request));
  }
}

function assertAllowed({ client }: ClientOfPool, permission: AuthFlowPermission, refusal: string): void {
  if (!client.explicitAuthFlows.includes(permission)) throw refusals.invalidParameter(refusal);
}
