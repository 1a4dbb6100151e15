/** The scope that opens the user pool's API to its own user; the only one of access tokens that come from that API. */
export const SIGN_IN_SCOPE = 'aws.cognito.signin.user.admin';

/** The scopes that are no resource server's. */
export const SYSTEM_SCOPES: readonly string[] = ['openid', 'email', 'phone', 'profile', SIGN_IN_SCOPE];

export const isCustomScope = (scope: string): boolean => !SYSTEM_SCOPES.includes(scope);

const ATTRIBUTES_OF_SCOPE: Readonly<Record<string, readonly string[]>> = {
  email: ['email', 'email_verified'],
  phone: ['phone_number', 'phone_number_verified'],
};

/**
 * The attributes that the granted scopes open to the ID token and to `/oauth2/userInfo`. `openid` alone and `profile`
 * open all of them, `email` and `phone` the address and whether it is verified.
 */
export function attributesInScope(
  attributes: ReadonlyMap<string, string>,
  scopes: readonly string[] | undefined,
): ReadonlyMap<string, string> {
  if (scopes === undefined || scopes.includes('profile')) return attributes;
  const narrowing = scopes.filter((scope) => Object.hasOwn(ATTRIBUTES_OF_SCOPE, scope));
  if (narrowing.length === 0) return attributes;
  const open = narrowing.flatMap((scope) => ATTRIBUTES_OF_SCOPE[scope] ?? []);
  return new Map([...attributes].filter(([name]) => open.includes(name)));
}
