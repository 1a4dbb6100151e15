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

/** Hosts of AWS in all partitions, those of FIPS and VPC endpoints among them. */
const AWS_HOST = /\.(amazonaws\.com|amazonaws\.com\.cn|amazonaws\.eu)$/;

/**
 * Checks an endpoint that the application wrote. Access tokens are sent there.
 *
 * @param ofAws Whether it has to be one of AWS: so it is in production, unless another one is allowed by name.
 */
export function readEndpoint(value: unknown, path: string, { ofAws }: { readonly ofAws: boolean }): string {
  const write = 'an https address (or http on the loopback interface) without query, fragment and user name';
  if (typeof value !== 'string') throw wrongOption(path, describeType(value), write);
  // Nothing behind these marks is shown: it may be a secret.
  if (/[?#@]/.test(value)) throw wrongOption(path, 'a query, a fragment or a user name', write);
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && !isLoopbackHttp(url))) {
    throw wrongOption(path, describeValue(value), write);
  }
  if (ofAws && !(url.protocol === 'https:' && AWS_HOST.test(url.hostname))) {
    const explicit = 'an https address of AWS, or allowCustomIssuer: true for an emulator in production';
    throw wrongOption(path, describeValue(value), explicit);
  }
  return url.href;
}
