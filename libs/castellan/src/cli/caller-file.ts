/** The claims of a token, as far as a file has them. */
export type FileClaims = Readonly<Record<string, unknown>>;

const MEMBERS: readonly string[] = [
  'kind',
  'sub',
  'username',
  'groups',
  'scopes',
  'clientId',
  'tokenUse',
  'issuer',
  'claims',
];

/**
 * Reads who is calling: the claims of a token as they were decoded, or a principal, which has a `kind`.
 *
 * @param fail Is told what is wrong.
 * @returns `undefined` for an anonymous caller.
 */
export function claimsOfCaller(caller: unknown, fail: (message: string) => Error): FileClaims | undefined {
  if (typeof caller !== 'object' || caller === null || Array.isArray(caller)) {
    throw fail('it is no object. Write the claims of a token, or a principal.');
  }
  const given = caller as Readonly<Record<string, unknown>>;
  const { kind } = given;
  if (kind === 'anonymous') return undefined;
  if (kind === undefined) return ofToken(given, fail);
  if (kind === 'user' || kind === 'machine') return ofPrincipal(given, fail);
  throw fail(`kind is ${JSON.stringify(kind)}. Write user, machine or anonymous, or claims without a kind.`);
}

function ofToken(claims: FileClaims, fail: (message: string) => Error): FileClaims {
  if (typeof claims.sub === 'string' && claims.sub !== '') return claims;
  throw fail('the claim sub is missing or not a string. A principal has a kind: user, machine or anonymous.');
}

function ofPrincipal(principal: FileClaims, fail: (message: string) => Error): FileClaims {
  const unknown = Object.keys(principal).find((name) => !MEMBERS.includes(name));
  if (unknown !== undefined) {
    throw fail(`${unknown} is no member of a principal here. Use ${MEMBERS.join(', ')}.`);
  }
  const { kind, clientId, tokenUse, issuer, claims = {} } = principal;
  if (typeof claims !== 'object' || claims === null) throw fail('claims is no object.');
  const isId = tokenUse === 'id';
  const named = {
    ...(issuer !== undefined && { iss: issuer }),
    ...(tokenUse !== undefined && { token_use: tokenUse }),
    ...claims,
  };
  const scopes = namesIn(principal, 'scopes', fail);
  if (kind === 'machine') {
    const client = clientId ?? principal.sub;
    if (typeof client !== 'string') throw fail('clientId is missing: the client of a program.');
    return { ...named, sub: client, client_id: client, ...(scopes && { scope: scopes.join(' ') }) };
  }
  const groups = namesIn(principal, 'groups', fail);
  const { username, sub = username } = principal;
  if (typeof sub !== 'string' || sub === '') throw fail('sub and username are missing. Write one of them.');
  return {
    ...named,
    sub,
    ...(clientId !== undefined && { [isId ? 'aud' : 'client_id']: clientId }),
    ...(username !== undefined && { [isId ? 'cognito:username' : 'username']: username }),
    ...(groups && { 'cognito:groups': groups }),
    ...(scopes && { scope: scopes.join(' ') }),
  };
}

function namesIn(
  principal: FileClaims,
  member: string,
  fail: (message: string) => Error,
): readonly string[] | undefined {
  const names = principal[member];
  if (names === undefined) return undefined;
  if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return names;
  throw fail(`${member} is not a list of strings.`);
}
