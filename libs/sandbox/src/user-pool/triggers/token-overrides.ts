import { triggerErrors } from './trigger-errors.js';
import type { PreTokenGenerationVersion } from './trigger-options.js';
import type { TriggerResponse } from './trigger-response.js';

type Claims = Readonly<Record<string, unknown>>;

/** What a pre token generation trigger changes in one token. */
export interface TokenChanges {
  readonly add: Claims;
  readonly suppress: readonly string[];
  readonly addScopes: readonly string[];
  readonly suppressScopes: readonly string[];
}

/** Groups and roles in place of the user's own. */
interface GroupOverride {
  readonly groups: readonly string[];
  readonly roles: readonly string[];
  readonly preferredRole: string | undefined;
}

/** What a pre token generation trigger changes in the tokens of one issuance. */
export interface TokenOverrides {
  readonly idToken: TokenChanges;
  readonly accessToken: TokenChanges;
  /** Absent: groups stay as they are. */
  readonly groups: GroupOverride | undefined;
}

/** Claims that no trigger adds, changes or takes away; beside them, whatever begins with `cognito:`. */
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

const GROUP_CLAIMS = ['cognito:groups', 'cognito:roles', 'cognito:preferred_role'];
const NO_CHANGES: TokenChanges = { add: {}, suppress: [], addScopes: [], suppressScopes: [] };

/** Reads the `response` of a pre token generation trigger. Throws `InvalidLambdaResponseException`. */
export function readTokenOverrides(
  response: TriggerResponse,
  version: PreTokenGenerationVersion,
): TokenOverrides {
  if (version === 'V1_0') {
    const details = response.part('claimsOverrideDetails');
    // Values of other types are of later versions.
    const add = Object.fromEntries(details.stringMap('claimsToAddOrOverride'));
    return {
      idToken: { ...readChanges(details), add },
      accessToken: NO_CHANGES,
      groups: readGroups(details),
    };
  }
  const details = response.part('claimsAndScopeOverrideDetails');
  return {
    idToken: readChanges(details.part('idTokenGeneration')),
    accessToken: readChanges(details.part('accessTokenGeneration')),
    groups: readGroups(details),
  };
}

/** The claims of an ID token as the trigger wants them. What it may not touch stays as it is. */
export function overrideIdToken(claims: Claims, overrides: TokenOverrides | undefined): Claims {
  if (overrides === undefined) return claims;
  const { idToken, groups } = overrides;
  const grouped =
    groups === undefined ? claims : { ...without(claims, GROUP_CLAIMS), ...groupClaims(groups) };
  return changed(grouped, idToken);
}

/** The claims of an access token as the trigger wants them. */
export function overrideAccessToken(
  claims: Claims,
  overrides: TokenOverrides | undefined,
  clientId: string,
): Claims {
  if (overrides === undefined) return claims;
  const { accessToken, groups } = overrides;
  const grouped =
    groups === undefined
      ? claims
      : {
          ...without(claims, GROUP_CLAIMS),
          ...(groups.groups.length > 0 && { 'cognito:groups': groups.groups }),
        };
  const claimed = changed(grouped, accessToken);
  const scope = scopesOf(claims, accessToken);
  return {
    ...claimed,
    // The one claim that may be added here and not changed: it has to name the client.
    ...(accessToken.add.aud === clientId && { aud: clientId }),
    ...('scope' in claims || scope !== '' ? { scope } : {}),
  };
}

function readChanges(details: TriggerResponse): TokenChanges {
  return {
    add: details.record('claimsToAddOrOverride'),
    suppress: details.optionalStringList('claimsToSuppress') ?? [],
    addScopes: details.optionalStringList('scopesToAdd') ?? [],
    suppressScopes: details.optionalStringList('scopesToSuppress') ?? [],
  };
}

function readGroups(details: TriggerResponse): GroupOverride | undefined {
  if (!details.has('groupOverrideDetails')) return undefined;
  const override = details.part('groupOverrideDetails');
  return {
    groups: override.optionalStringList('groupsToOverride') ?? [],
    roles: override.optionalStringList('iamRolesToOverride') ?? [],
    preferredRole: override.optionalString('preferredRole'),
  };
}

const groupClaims = ({ groups, roles, preferredRole }: GroupOverride): Claims => ({
  ...(groups.length > 0 && { 'cognito:groups': groups }),
  ...(roles.length > 0 && { 'cognito:roles': roles }),
  ...(preferredRole !== undefined && { 'cognito:preferred_role': preferredRole }),
});

/** A claim that is both added and suppressed is suppressed. */
function changed(claims: Claims, { add, suppress }: TokenChanges): Claims {
  const added = Object.entries(add).filter(([name, value]) => value !== null && mayAdd(name));
  const suppressed = suppress.flatMap((name) => (name === 'cognito:groups' ? GROUP_CLAIMS : [name]));
  return without({ ...claims, ...Object.fromEntries(added) }, suppressed.filter(maySuppress));
}

function scopesOf({ scope }: Claims, { addScopes, suppressScopes }: TokenChanges): string {
  const scopes = typeof scope === 'string' && scope !== '' ? scope.split(' ') : [];
  for (const added of addScopes) {
    if (!/^[\x21\x23-\x5B\x5D-\x7E]+$/.test(added)) throw triggerErrors.unrecognizable();
  }
  return [...new Set([...scopes, ...addScopes])].filter((name) => !suppressScopes.includes(name)).join(' ');
}

const mayAdd = (name: string): boolean => !UNTOUCHABLE.has(name) && !/^(?:cognito|dev):/.test(name);

const maySuppress = (name: string): boolean =>
  GROUP_CLAIMS.includes(name) || (!UNTOUCHABLE.has(name) && !name.startsWith('cognito:'));

const without = (claims: Claims, names: readonly string[]): Claims =>
  Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name)));
