import { decodeJwt } from 'jose';

import { authenticateAccessToken } from '../access-token-check.js';
import { ServiceError } from '../../http/service-error.js';
import type { OperationInput } from '../operation-input.js';
import { passkeysOf, type Passkey } from '../passkeys/passkey.js';
import { refusals } from '../refusals.js';
import { shapes } from '../shapes.js';
import type { OperationContext, RunOperation } from './operation.js';
import { wireTime } from './wire-format.js';

const LARGEST_PAGE = 20;

/** `StartWebAuthnRegistration` */
export const startWebAuthnRegistration: RunOperation = async (input, context) => {
  const { pool, user, clientId } = await signedIn(input, context);
  return { CredentialCreationOptions: pool.passkeyRegistrations.start(pool, user, clientId) };
};

/** `CompleteWebAuthnRegistration` */
export const completeWebAuthnRegistration: RunOperation = async (input, context) => {
  const { pool, user, clientId } = await signedIn(input, context);
  const credential = input.optionalStructure('Credential');
  if (credential === undefined) throw refusals.missingParameter('Credential');
  pool.passkeyRegistrations.complete(pool, user, clientId, credential);
  return {};
};

/** `ListWebAuthnCredentials`. The token of the next page is the number of passkeys already listed. */
export const listWebAuthnCredentials: RunOperation = async (input, context) => {
  const { user } = await signedIn(input, context);
  const limit = input.optionalInteger('MaxResults', 0, LARGEST_PAGE) ?? LARGEST_PAGE;
  const start = Number(input.optionalString('NextToken', shapes.paginationKey) ?? 0);
  if (!Number.isInteger(start) || start < 0) {
    throw refusals.invalidParameter('Invalid pagination token given.');
  }
  const passkeys = passkeysOf(user);
  const end = start + (limit === 0 ? LARGEST_PAGE : limit);
  return {
    Credentials: passkeys.slice(start, end).map(wirePasskey),
    ...(end < passkeys.length && { NextToken: String(end) }),
  };
};

/** `DeleteWebAuthnCredential` */
export const deleteWebAuthnCredential: RunOperation = async (input, context) => {
  const { user } = await signedIn(input, context);
  const id = input.string('CredentialId', shapes.credentialId);
  const left = passkeysOf(user).filter(({ credentialId }) => credentialId !== id);
  if (left.length === passkeysOf(user).length) {
    throw refusals.resourceNotFound('The credential does not exist.');
  }
  user.passkeys = left;
  return {};
};

async function signedIn(input: OperationInput, { pools, clock }: OperationContext) {
  const token = input.string('AccessToken', shapes.token);
  const { pool, user } = await authenticateAccessToken(token, pools, clock);
  if (!pool.firstAuthFactors.includes('WEB_AUTHN')) {
    throw new ServiceError('WebAuthnNotEnabledException', 'WebAuthn is not enabled for the user pool.');
  }
  return { pool, user, clientId: String(decodeJwt(token).client_id) };
}

const wirePasskey = ({
  credentialId,
  relyingPartyId,
  attachment,
  transports,
  createdAt,
}: Passkey): object => ({
  CredentialId: credentialId,
  FriendlyCredentialName: attachment === 'cross-platform' ? 'Security key' : 'Passkey',
  RelyingPartyId: relyingPartyId,
  AuthenticatorTransports: transports,
  CreatedAt: wireTime(createdAt),
  ...(attachment !== undefined && { AuthenticatorAttachment: attachment }),
});
