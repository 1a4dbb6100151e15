import { ServiceError } from '../../http/service-error.js';
import { type ExternalIdentity, SUBJECT_ATTRIBUTE } from '../federation/external-identity.js';
import { userOfIdentity } from '../federation/identity-owner.js';
import type { IdentityProvider } from '../federation/identity-provider.js';
import type { OperationInput } from '../operation-input.js';
import { unusablePassword } from '../passwords.js';
import { refusals } from '../refusals.js';
import type { UserPool } from '../user-pool.js';
import type { User } from '../users.js';
import type { RunOperation } from './operation.js';
import { poolOf } from './request-subjects.js';

/** The name under which the user pool itself is a provider here. */
const NATIVE = 'Cognito';
const MOST_LINKS = 5;

/** Whom an operation names: an account at a provider. */
interface ProviderAccount {
  readonly providerName: string;
  readonly attributeName: string | undefined;
  readonly value: string;
}

/** `AdminLinkProviderForUser`: whoever signs in with the source is the destination from now on. */
export const adminLinkProviderForUser: RunOperation = (input, { pools, clock }) => {
  const pool = poolOf(input, pools);
  const destination = accountIn(input.structure('DestinationUser'));
  const source = accountIn(input.structure('SourceUser'));
  const user = destinationUser(pool, destination);
  if (source.providerName === NATIVE) {
    throw refusals.invalidParameter(
      'Invalid SourceUser: Cognito users with a username/password may not be passed in as a SourceUser, only as a DestinationUser',
    );
  }
  const provider = pool.identityProviders.require(source.providerName);
  const identity = linkedIdentity(provider, source, clock());
  const holder = userOfIdentity(pool, provider.providerName, source.value);
  if (holder !== undefined) throw alreadyKnown(holder, identity);
  const identities = user.identities ?? [];
  if (identities.filter(({ primary }) => !primary).length >= MOST_LINKS) {
    throw new ServiceError('LimitExceededException', `A user has at most ${MOST_LINKS} linked identities.`);
  }
  user.identities = [...identities, identity];
  user.modifiedAt = clock();
  return Promise.resolve({});
};

/** `AdminDisableProviderForUser`: takes a link away again, or the password of a user of the pool itself. */
export const adminDisableProviderForUser: RunOperation = (input, { pools, clock }) => {
  const pool = poolOf(input, pools);
  const account = accountIn(input.structure('User'));
  const user = destinationUser(pool, account, false);
  if (account.providerName === NATIVE) {
    user.password = unusablePassword();
  } else {
    const left = (user.identities ?? []).filter((identity) => !isIdentity(identity, account));
    if (left.length === user.identities?.length) throw refusals.unknownUser();
    user.identities = left;
  }
  user.modifiedAt = clock();
  return Promise.resolve({});
};

function accountIn(user: OperationInput): ProviderAccount {
  return {
    providerName: user.string('ProviderName', { min: 1, max: 32 }),
    attributeName: user.optionalString('ProviderAttributeName', { min: 1, max: 256 }),
    value: user.string('ProviderAttributeValue', { min: 1, max: 2048 }),
  };
}

/** @param madeByProvider - Of the provider's own users only, and not of those who are linked to it. */
function destinationUser(
  pool: UserPool,
  { providerName, value }: ProviderAccount,
  madeByProvider = true,
): User {
  const user = providerName === NATIVE ? pool.users.find(value) : userOfIdentity(pool, providerName, value);
  const isOwn = user?.identities?.some(
    (identity) => identity.primary && identity.providerName === providerName && identity.userId === value,
  );
  if (user === undefined || (madeByProvider && providerName !== NATIVE && isOwn !== true)) {
    throw refusals.unknownUser();
  }
  return user;
}

function linkedIdentity(
  { providerName, providerType }: IdentityProvider,
  { attributeName, value }: ProviderAccount,
  now: number,
): ExternalIdentity {
  const named = attributeName ?? SUBJECT_ATTRIBUTE;
  if (named !== SUBJECT_ATTRIBUTE && providerType !== 'SAML' && providerType !== 'OIDC') {
    throw refusals.invalidParameter(`ProviderAttributeName of ${providerName} is ${SUBJECT_ATTRIBUTE}.`);
  }
  return {
    providerName,
    providerType,
    userId: value,
    issuer: null,
    primary: false,
    createdAt: now,
    ...(named !== SUBJECT_ATTRIBUTE && { attributeName: named }),
  };
}

const isIdentity = (identity: ExternalIdentity, { providerName, value }: ProviderAccount): boolean =>
  !identity.primary && identity.providerName === providerName && identity.userId === value;

function alreadyKnown({ identities = [] }: User, { providerName, userId }: ExternalIdentity): ServiceError {
  const isOwn = identities.some(
    (identity) => identity.primary && identity.providerName === providerName && identity.userId === userId,
  );
  return refusals.invalidParameter(
    isOwn
      ? 'Merging is not currently supported, provide a SourceUser that has not been signed up in order to link'
      : 'SourceUser is already linked to DestinationUser',
  );
}
