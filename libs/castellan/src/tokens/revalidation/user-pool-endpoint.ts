import { describeType, describeValue, wrongOption } from '../option-checks.js';
import { cognitoIssuers, isLoopbackHttp } from '../issuer.js';

/** Where Cognito answers for a user pool that has none but its own issuers; else `undefined`. */
export function defaultEndpoint(userPoolId: string, issuers: readonly string[]): string | undefined {
  const known = cognitoIssuers(userPoolId);
  const [original] = known;
  // A token of an emulator has no business at AWS.
  if (original === undefined || !issuers.every((issuer) => known.includes(issuer))) return undefined;
  return new URL(original).origin;
}

/** Checks an endpoint that the application wrote. Access tokens are sent there. */
export function readEndpoint(value: unknown, path: string): string {
  const write = 'an https address (or http on the loopback interface) without query, fragment and user name';
  if (typeof value !== 'string') throw wrongOption(path, describeType(value), write);
  // Nothing behind these marks is shown: it may be a secret.
  if (/[?#@]/.test(value)) throw wrongOption(path, 'a query, a fragment or a user name', write);
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && !isLoopbackHttp(url))) {
    throw wrongOption(path, describeValue(value), write);
  }
  return url.href;
}
