import { describeType, describeValue, wrongOption } from './option-checks.js';

/** The first part of a Region and where Cognito lives in it; the first line that fits counts. */
const PARTITIONS: readonly (readonly [RegExp, string])[] = [
  [/^cn-[a-z]+-\d{1,2}$/, 'amazonaws.com.cn'],
  [/^eusc-[a-z]+-[a-z]+-\d{1,2}$/, 'amazonaws.eu'],
  [/^us-gov-[a-z]+-\d{1,2}$/, 'amazonaws.com'],
  [/^[a-z]{2}-[a-z]+-\d{1,2}$/, 'amazonaws.com'],
];

/** The issuer that Cognito writes into the tokens of a user pool. */
export function defaultIssuer(userPoolId: string, path: string): string {
  const region = userPoolId.slice(0, userPoolId.lastIndexOf('_'));
  const partition = PARTITIONS.find(([pattern]) => pattern.test(region));
  if (partition === undefined) {
    const found = `${describeValue(userPoolId)}, which does not begin with a known AWS Region`;
    throw wrongOption(path, found, 'REGION_ID, such as "eu-west-1_AbCdEfGhI", or the issuer option as well');
  }
  return `https://cognito-idp.${region}.${partition[1]}/${userPoolId}`;
}

/** Checks an issuer that the application wrote. It is compared as text, so only its normal form will do. */
export function readIssuer(value: unknown, path: string): string {
  const write =
    'an https address (or http on the loopback interface) in its normal form, without a slash at the end, ' +
    'query, fragment and user name';
  if (typeof value !== 'string') throw wrongOption(path, describeType(value), write);
  // Nothing behind these marks is shown: it may be a secret.
  if (/[?#@]/.test(value)) throw wrongOption(path, 'a query, a fragment or a user name', write);
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.href.replace(/\/$/, '') !== value || (url.protocol !== 'https:' && !isLoopbackHttp(url))) {
    throw wrongOption(path, describeValue(value), write);
  }
  return value;
}

/** Plain HTTP is trusted only where it does not leave the machine. */
export function isLoopbackHttp(url: URL): boolean {
  const host = url.hostname;
  const loopback = host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
  return loopback && url.protocol === 'http:';
}
