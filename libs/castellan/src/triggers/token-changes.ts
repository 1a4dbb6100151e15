import { isRecord } from './answer-checks.js';
import type { GroupConfiguration } from './token-generation-event.js';
import type { TriggerEvent } from './trigger-event.js';

/** What a claim can be: anything that JSON has but null. */
export type TokenClaimValue =
  string | number | boolean | readonly TokenClaimValue[] | { readonly [name: string]: TokenClaimValue };

/** What changes in one token. */
export interface ClaimChanges<Value = TokenClaimValue> {
  /** To add, or in place of what is there. A claim that is `undefined` is left as it is. */
  readonly claims?: Readonly<Record<string, Value | undefined>>;
  /** To take away. It wins over `claims`. */
  readonly suppress?: readonly string[];
}

/** What changes in an access token. */
export interface AccessTokenChanges extends ClaimChanges {
  readonly addScopes?: readonly string[];
  readonly suppressScopes?: readonly string[];
}

/** Groups and roles in place of the user's own. What is left out stays. */
export interface GroupChanges {
  readonly groups?: readonly string[];
  readonly roles?: readonly string[];
  readonly preferredRole?: string;
}

/** What changes in the ID token, with events of version `V1_0`: claims are strings. Groups change in both tokens. */
export interface IdTokenAnswer extends GroupChanges {
  readonly idToken?: ClaimChanges<string>;
}

/** What changes in both tokens. */
export interface TokenAnswer extends GroupChanges {
  readonly idToken?: ClaimChanges;
  readonly accessToken?: AccessTokenChanges;
}

/** Claims that Cognito lets no trigger touch; beside them, whatever begins with `cognito:` or `dev:`. */
const UNTOUCHABLE: ReadonlySet<string> = new Set([
  'acr',
  'amr',
  'at_hash',
  'aud',
  'auth_time',
  'azp',
  'client_id',
  'device_key',
  'event_id',
  'exp',
  'iat',
  'identities',
  'iss',
  'jti',
  'nbf',
  'nonce',
  'origin_jti',
  'scope',
  'sub',
  'token_use',
  'username',
  'version',
]);

const ANSWER_MEMBERS = ['idToken', 'accessToken', 'groups', 'roles', 'preferredRole'];
const ID_TOKEN_MEMBERS = ['claims', 'suppress'];
const ACCESS_TOKEN_MEMBERS = [...ID_TOKEN_MEMBERS, 'addScopes', 'suppressScopes'];

/** `claimsOverrideDetails`, of events of version 1. @throws TypeError */
export function firstOverrides(what: string, answer: IdTokenAnswer | undefined, event: TriggerEvent): object {
  requireMembers(what, answer, ANSWER_MEMBERS);
  if (answer !== undefined && 'accessToken' in answer) {
    throw new TypeError(`${what}: events of version V1_0 cannot change access tokens.`);
  }
  const { idToken } = answer ?? {};
  for (const [name, value] of Object.entries(idToken?.claims ?? {})) {
    if (value === undefined || typeof (value as unknown) === 'string') continue;
    throw new TypeError(
      `${what}: the claim ${name} is no string. Only events of version V2_0 and V3_0 have other claims.`,
    );
  }
  return {
    ...claimOverrides(`${what}: idToken`, idToken, ID_TOKEN_MEMBERS),
    ...groupOverrides(what, answer, event),
  };
}

/** `claimsAndScopeOverrideDetails`, of events of versions 2 and 3. @throws TypeError */
export function laterOverrides(what: string, answer: TokenAnswer | undefined, event: TriggerEvent): object {
  requireMembers(what, answer, ANSWER_MEMBERS);
  const { idToken, accessToken } = answer ?? {};
  return {
    idTokenGeneration: claimOverrides(`${what}: idToken`, idToken, ID_TOKEN_MEMBERS),
    accessTokenGeneration: {
      ...claimOverrides(`${what}: accessToken`, accessToken, ACCESS_TOKEN_MEMBERS),
      ...list(`${what}: addScopes`, 'scopesToAdd', accessToken?.addScopes),
      ...list(`${what}: suppressScopes`, 'scopesToSuppress', accessToken?.suppressScopes),
    },
    ...groupOverrides(what, answer, event),
  };
}

function claimOverrides(
  what: string,
  changes: ClaimChanges<unknown> | undefined,
  members: readonly string[],
): object {
  if (changes === undefined) return {};
  requireMembers(what, changes, members);
  const given = Object.entries(changes.claims ?? {}).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) {
    requireTouchable(what, name);
    if (!isClaimValue(value))
      throw new TypeError(`${what}: the claim ${name} has a value that JSON does not have.`);
  }
  for (const name of changes.suppress ?? []) {
    if (name !== 'cognito:groups') requireTouchable(what, name);
  }
  return {
    ...(given.length > 0 && { claimsToAddOrOverride: Object.fromEntries(given) }),
    ...list(`${what}: suppress`, 'claimsToSuppress', changes.suppress),
  };
}

function requireTouchable(what: string, name: string): void {
  if (!UNTOUCHABLE.has(name) && !/^(?:cognito|dev):/.test(name)) return;
  throw new TypeError(
    `${what}: Cognito lets no trigger change the claim ${name}. Groups and roles are changed by groups, roles and ` +
      'preferredRole, and scopes by addScopes and suppressScopes.',
  );
}

/** Left out, Cognito may take the groups away: what stays is repeated. */
function groupOverrides(what: string, changes: GroupChanges | undefined, { request }: TriggerEvent): object {
  const { groupConfiguration } = request as { readonly groupConfiguration?: GroupConfiguration | null };
  const { groups, roles, preferredRole } = changes ?? {};
  const isChanged = [groups, roles, preferredRole].some((change) => change !== undefined);
  if (!isChanged && (groupConfiguration === undefined || groupConfiguration === null)) return {};
  const role = preferredRole ?? groupConfiguration?.preferredRole ?? undefined;
  return {
    groupOverrideDetails: {
      ...list(`${what}: groups`, 'groupsToOverride', groups ?? groupConfiguration?.groupsToOverride ?? []),
      ...list(`${what}: roles`, 'iamRolesToOverride', roles ?? groupConfiguration?.iamRolesToOverride ?? []),
      ...(role !== undefined && { preferredRole: role }),
    },
  };
}

function list(what: string, name: string, values: readonly unknown[] | undefined): object {
  if (values === undefined) return {};
  if (Array.isArray(values) && values.every((value) => typeof value === 'string' && value !== '')) {
    return { [name]: values };
  }
  throw new TypeError(`${what} must be a list of strings that are not empty.`);
}

function requireMembers(what: string, value: object | undefined, members: readonly string[]): void {
  if (value === undefined) return;
  if (!isRecord(value)) throw new TypeError(`${what} must be an object.`);
  const unknown = Object.keys(value).find((name) => !members.includes(name));
  if (unknown === undefined) return;
  throw new TypeError(`${what} has ${unknown}, which does not exist. It may have ${members.join(', ')}.`);
}

function isClaimValue(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isClaimValue);
  if (isRecord(value)) return Object.values(value).every(isClaimValue);
  return typeof value === 'string' || typeof value === 'boolean';
}
