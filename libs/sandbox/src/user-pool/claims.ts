import type { AppClient } from './app-client.js';
import { identitiesClaim } from './federation/external-identity.js';
import { groupRoles } from './group-roles.js';
import type { Group } from './groups.js';
import { attributesInScope, SIGN_IN_SCOPE } from './oauth2/scopes.js';
import type { SignInSession } from './sign-in-sessions.js';
import { STANDARD_ATTRIBUTES } from './standard-attributes.js';
import type { TokenOverrides } from './triggers/token-overrides.js';
import type { User } from './users.js';

export type Claims = Readonly<Record<string, unknown>>;

/** What one issuance of a user's tokens is made from. */
export interface Issuance {
  readonly user: User;
  /** The lowest precedence first. */
  readonly groups: readonly Group[];
  readonly client: AppClient;
  readonly session: SignInSession;
  /** Of the authorization request whose code is being redeemed. */
  readonly nonce?: string | undefined;
  /** What a trigger changes. */
  readonly overrides?: TokenOverrides | undefined;
}

/** The claims of an ID token that say who the user is and how the sign-in came about. */
export function idTokenClaims({ user, groups, client, session, nonce }: Issuance): Claims {
  const { roles, preferredRole } = groupRoles(groups);
  return {
    ...attributeClaims(attributesInScope(user.attributes, session.scopes)),
    sub: user.sub,
    aud: client.clientId,
    token_use: 'id',
    'cognito:username': user.username,
    ...(user.identities?.length ? { identities: identitiesClaim(user.identities) } : {}),
    ...groupClaim(groups),
    ...(roles.length === 0 ? {} : { 'cognito:roles': roles }),
    ...(preferredRole === undefined ? {} : { 'cognito:preferred_role': preferredRole }),
    ...sessionClaims(session),
    ...(nonce === undefined ? {} : { nonce }),
  };
}

/** The claims of a user's access token. */
export const accessTokenClaims = ({ user, groups, client, session }: Issuance): Claims => ({
  sub: user.sub,
  client_id: client.clientId,
  username: user.username,
  token_use: 'access',
  scope: session.scopes?.join(' ') ?? SIGN_IN_SCOPE,
  version: 2,
  ...groupClaim(groups),
  ...sessionClaims(session),
  ...(session.deviceKey === undefined ? {} : { device_key: session.deviceKey }),
});

/** The claims of a machine's access token: the client is its own subject, and there is no user name. */
export const machineTokenClaims = (client: AppClient, scopes: readonly string[], now: number): Claims => ({
  sub: client.clientId,
  client_id: client.clientId,
  token_use: 'access',
  scope: scopes.join(' '),
  version: 2,
  auth_time: now,
});

const groupClaim = (groups: readonly Group[]): Claims =>
  groups.length === 0 ? {} : { 'cognito:groups': groups.map((group) => group.groupName) };

const sessionClaims = (session: SignInSession): Claims => ({
  origin_jti: session.originJti,
  event_id: session.eventId,
  auth_time: session.authTime,
});

/** Custom attributes stay strings whatever their type; of the standard ones some are not strings. */
function attributeClaims(attributes: ReadonlyMap<string, string>): Claims {
  const claims: Record<string, unknown> = {};
  for (const [name, value] of attributes) claims[name] = attributeClaim(name, value);
  return claims;
}

function attributeClaim(name: string, value: string): unknown {
  if (name === 'address') return { formatted: value };
  const type = STANDARD_ATTRIBUTES.get(name);
  if (type === 'boolean') return value === 'true';
  return type === 'number' ? Number(value) : value;
}
