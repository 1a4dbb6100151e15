import { randomUUID } from 'node:crypto';
import type {
  Claims,
  FederatedIdentity,
  MachinePrincipal,
  TokenUse,
  UserPrincipal,
} from '../tokens/index.js';
import { describeType, readOptions, wrongOption } from '../tokens/option-checks.js';

/** What any verified caller can be made with. */
export interface TestCallerOptions {
  /** The scopes of an access token. Default: `aws.cognito.signin.user.admin` for a user, none for a program. */
  readonly scopes?: readonly string[];
  /** The name of the caller's user pool. Default: the one whose groups need no pool. */
  readonly pool?: string;
  /** The app client of the token. Default `test_client`. */
  readonly clientId?: string;
  /** Claims to add or to put in place of the usual ones; `undefined` leaves one out. They win over all else. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** What a user can be made with. */
export interface TestUserOptions extends TestCallerOptions {
  /** Default `test-user`. */
  readonly username?: string;
  /** The user's ID. Default: the username, so that conditions are easy to write. */
  readonly sub?: string;
  /** The user's groups. Default: none. */
  readonly groups?: readonly string[];
  /** Which token the user came with. Default `access`. */
  readonly tokenUse?: TokenUse;
  /** External identities linked to the user. Default: none. */
  readonly identities?: readonly FederatedIdentity[];
}

const OF_ANY_CALLER = ['scopes', 'pool', 'clientId', 'claims'];
const OF_USER = ['username', 'sub', 'groups', 'tokenUse', 'identities', ...OF_ANY_CALLER];
const SIGN_IN_SCOPE = 'aws.cognito.signin.user.admin';
const LIFETIME_SECONDS = 3_600;

/** Makes a user as the verifier does of a token with such claims. @throws ConfigurationError */
export function testUser(options: TestUserOptions, defaultPool: string): UserPrincipal {
  checkOptions(options, 'the options of a user', OF_USER);
  const {
    username = 'test-user',
    sub = username,
    groups = [],
    tokenUse = 'access',
    identities = [],
  } = options;
  const { scopes = [SIGN_IN_SCOPE] } = options;
  const name = tokenUse === 'access' ? 'username' : 'cognito:username';
  const verified = verifiedCaller(defaultPool, { ...options, scopes }, tokenUse, {
    sub,
    origin_jti: randomUUID(),
    event_id: randomUUID(),
    [name]: username,
    // Cognito leaves claims out that have nothing in them.
    'cognito:groups': groups.length === 0 ? undefined : groups,
    identities: identities.length === 0 ? undefined : identities,
  });
  const { claims } = verified;
  return deepFreeze<UserPrincipal>({
    ...verified,
    kind: 'user',
    username: requireText(claims[name], name),
    groups: isTexts(claims['cognito:groups']) ? claims['cognito:groups'] : [],
    identities,
  });
}

/** Makes a program as the verifier does of a token of client credentials. @throws ConfigurationError */
export function testMachine(options: TestCallerOptions, defaultPool: string): MachinePrincipal {
  checkOptions(options, 'the options of a program', OF_ANY_CALLER);
  const { clientId = 'test_client' } = options;
  const verified = verifiedCaller(defaultPool, options, 'access', { sub: clientId });
  return deepFreeze<MachinePrincipal>({ ...verified, kind: 'machine' });
}

function verifiedCaller(
  defaultPool: string,
  { scopes = [], pool = defaultPool, clientId = 'test_client', claims: own = {} }: TestCallerOptions,
  tokenUse: TokenUse,
  ofKind: Readonly<Record<string, unknown>>,
) {
  const now = Math.floor(Date.now() / 1_000);
  const ofAccessToken = {
    client_id: clientId,
    version: 2,
    scope: scopes.length === 0 ? undefined : scopes.join(' '),
  };
  const claims = asParsed({
    iss: `https://${encodeURIComponent(pool)}.test`,
    ...(tokenUse === 'access' ? ofAccessToken : { aud: clientId }),
    token_use: tokenUse,
    auth_time: now,
    iat: now,
    exp: now + LIFETIME_SECONDS,
    jti: randomUUID(),
    ...ofKind,
    ...own,
  });
  const seconds = (name: string): number => requireNumber(claims[name], name) * 1_000;
  return {
    pool,
    issuer: requireText(claims.iss, 'iss'),
    clientId,
    tokenUse,
    sub: requireText(claims.sub, 'sub'),
    scopes: typeof claims.scope === 'string' && tokenUse === 'access' ? claims.scope.split(' ') : [],
    claims,
    issuedAt: seconds('iat'),
    expiresAt: seconds('exp'),
    authTime: claims.auth_time === undefined ? undefined : seconds('auth_time'),
  };
}

/** As claims come out of a token: JSON, without prototypes. */
function asParsed(claims: object): Claims {
  return JSON.parse(JSON.stringify(claims), (_name, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.assign(Object.create(null) as object, value)
      : value,
  ) as Claims;
}

function checkOptions(value: unknown, path: string, names: readonly string[]): void {
  const options = readOptions(value, path, names);
  for (const name of ['username', 'sub', 'pool', 'clientId']) {
    if (options[name] !== undefined) requireText(options[name], name);
  }
  for (const name of ['groups', 'scopes']) {
    if (options[name] === undefined || isTexts(options[name])) continue;
    throw wrongOption(
      name,
      describeType(options[name]),
      'an array of strings; what is malformed goes into claims',
    );
  }
  const { tokenUse } = options;
  if (tokenUse !== undefined && tokenUse !== 'access' && tokenUse !== 'id') {
    throw wrongOption('tokenUse', describeType(tokenUse), `'access' or 'id'`);
  }
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function requireText(value: unknown, name: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw wrongOption(name, describeType(value), 'a non-empty string: no token without it is accepted');
}

function requireNumber(value: unknown, name: string): number {
  if (typeof value === 'number') return value;
  throw wrongOption(name, describeType(value), 'seconds since the epoch: no token without it is accepted');
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}
