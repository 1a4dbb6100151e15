import { ConfigurationError } from '../errors/index.js';
import { nearestName } from './nearest-name.js';

/** Claims of Cognito's own, of ID tokens and of access tokens. */
const COGNITO_CLAIMS: readonly string[] = [
  'acr',
  'address',
  'amr',
  'at_hash',
  'aud',
  'auth_time',
  'azp',
  'birthdate',
  'client_id',
  'cognito:groups',
  'cognito:preferred_role',
  'cognito:roles',
  'cognito:username',
  'device_key',
  'email',
  'email_verified',
  'event_id',
  'exp',
  'family_name',
  'gender',
  'given_name',
  'iat',
  'identities',
  'iss',
  'jti',
  'locale',
  'middle_name',
  'name',
  'nbf',
  'nickname',
  'nonce',
  'origin_jti',
  'phone_number',
  'phone_number_verified',
  'picture',
  'preferred_username',
  'profile',
  'scope',
  'sub',
  'token_use',
  'updated_at',
  'username',
  'version',
  'website',
  'zoneinfo',
];

const OWN: ReadonlySet<string> = new Set(COGNITO_CLAIMS);

/**
 * Names the claims that tokens of an application carry beyond those of Cognito: what a pre token generation trigger
 * adds, and custom attributes. One list is used twice. The trigger adds nothing else (`claimsFor` of
 * `castellan/triggers`), and an application whose policies are about a claim that is neither on the list nor Cognito's
 * own does not start (the option `declaredClaims`).
 *
 * @returns The names, frozen. Put it into a module that the function and the application import.
 * @throws ConfigurationError for no name at all, and for one that is empty, written twice, or of Cognito's own: such as
 * `sub`, `email` or `cognito:groups`.
 *
 * @example
 * ```ts
 * import { declareClaims } from 'castellan/core';
 *
 * export const appClaims = declareClaims('tenant', 'plan', 'custom:tier');
 * ```
 */
export function declareClaims<const Names extends readonly string[]>(...names: Names): Names {
  checkDeclaredClaims('declareClaims(...)', names);
  return Object.freeze([...names] as const) as unknown as Names;
}

/** @throws ConfigurationError */
export function checkDeclaredClaims(what: string, names: unknown): readonly string[] {
  if (!Array.isArray(names) || names.length === 0) {
    throw new ConfigurationError(
      `${what} needs the names of the claims that your tokens carry beyond Cognito's own, such as 'tenant'.`,
    );
  }
  const seen = new Set<string>();
  for (const name of names as readonly unknown[]) {
    if (typeof name !== 'string' || name.trim() === '') {
      throw new ConfigurationError(`${what}: each name must be a non-empty string, such as 'tenant'.`);
    }
    if (OWN.has(name) || name.startsWith('cognito:')) {
      throw new ConfigurationError(
        `${what}: ${name} is a claim of Cognito's own, which policies may be about without a declaration. Remove it.`,
      );
    }
    if (seen.has(name)) throw new ConfigurationError(`${what}: ${name} is declared twice. Write it once.`);
    seen.add(name);
  }
  return names as readonly string[];
}

/**
 * What is wrong with a claim that something is about, as the end of a sentence; `undefined` where nothing is, or where no
 * claims are declared.
 */
export function undeclaredClaim(
  name: string,
  declaredClaims: readonly string[] | undefined,
): string | undefined {
  if (declaredClaims === undefined || OWN.has(name) || declaredClaims.includes(name)) return undefined;
  const nearest = nearestName(name, [...declaredClaims, ...COGNITO_CLAIMS]);
  return (
    `the claim "${name}", which is neither Cognito's own nor declared. ` +
    (nearest === undefined ? '' : `Did you mean "${nearest}"? `) +
    `The option declaredClaims has ${declaredClaims.map((declared) => `"${declared}"`).join(', ')}.`
  );
}
