import { describeType, describeValue, wrongOption } from './option-checks.js';

/** The first part of a Region and where Cognito lives in it; the first line that fits counts. */
const PARTITIONS: readonly (readonly [RegExp, string])[] = [
  [/^cn-[a-z]+-\d{1,2}$/, 'amazonaws.com.cn'],
  [/^eusc-[a-z]+-[a-z]+-\d{1,2}$/, 'amazonaws.eu'],
  [/^us-gov-[a-z]+-\d{1,2}$/, 'amazonaws.com'],
  [/^[a-z]{2}-[a-z]+-\d{1,2}$/, 'amazonaws.com'],
];

const USER_POOL_ID = /^[\w-]{1,40}_[0-9A-Za-z]{1,55}$/;
/** Longer than any issuer of Cognito. */
const MAX_ISSUER_LENGTH = 256;

/** Whether a text is made as the ID of a user pool is: `REGION_ID`. */
export function isUserPoolId(text: string): boolean {
  return USER_POOL_ID.test(text);
}

/**
 * The issuers that Cognito can write into the tokens of a user pool: the original one, and the updated one of
 * pools that were switched to it. None where the Region is not known.
 */
export function cognitoIssuers(userPoolId: string): readonly string[] {
  const region = userPoolId.slice(0, userPoolId.lastIndexOf('_'));
  const partition = PARTITIONS.find(([pattern]) => pattern.test(region));
  if (partition === undefined) return [];
  const address = `cognito-idp.${region}.${partition[1]}/${userPoolId}`;
  return [`https://${address}`, `https://issuer-${address}`];
}

/** The issuer that Cognito writes into the tokens of a user pool unless it was told otherwise. */
export function defaultIssuer(userPoolId: string, path: string): string {
  const [issuer] = cognitoIssuers(userPoolId);
  if (issuer !== undefined) return issuer;
  const found = `${describeValue(userPoolId)}, which does not begin with a known AWS Region`;
  throw wrongOption(path, found, 'REGION_ID, such as "eu-west-1_AbCdEfGhI", or the issuer option as well');
}

/** Whether a claim is the issuer of some user pool of Cognito, by its spelling alone. */
export function isCognitoIssuer(claim: unknown): claim is string {
  const userPoolId = userPoolIdOf(claim);
  return userPoolId !== undefined && cognitoIssuers(userPoolId).includes(claim as string);
}

/** Whether a claim is the issuer of a user pool of an emulator on this machine, by its spelling alone. */
export function isEmulatorIssuer(claim: unknown): claim is string {
  const userPoolId = userPoolIdOf(claim);
  if (userPoolId === undefined || !URL.canParse(claim as string)) return false;
  const url = new URL(claim as string);
  return isLoopbackHttp(url) && claim === `${url.origin}/${userPoolId}`;
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

/** Checks the issuers of a pool: one, or a list of them. */
export function readIssuers(value: unknown, path: string): readonly [string, ...string[]] {
  if (!Array.isArray(value)) return [readIssuer(value, path)];
  if (value.length === 0) throw wrongOption(path, describeType(value), 'at least one issuer');
  const issuers = value.map((issuer: unknown, index) => {
    if (value.indexOf(issuer) < index) {
      throw wrongOption(`${path}[${index}]`, 'an issuer that is in the list already', 'each one once');
    }
    return readIssuer(issuer, `${path}[${index}]`);
  });
  return issuers as [string, ...string[]];
}

/** Refuses an issuer that is none of Cognito's: a forgotten emulator would let strangers in. */
export function requireCognitoIssuers(issuers: readonly string[], userPoolId: string, path: string): void {
  const known = cognitoIssuers(userPoolId);
  const custom = issuers.find((issuer) => !known.includes(issuer));
  if (custom === undefined) return;
  const found = `${describeValue(custom)}, which is not an issuer of Cognito for ${userPoolId}, in production`;
  throw wrongOption(path, found, 'no issuer at all, or allowCustomIssuer: true beside it if it is meant');
}

/** Plain HTTP is trusted only where it does not leave the machine. */
export function isLoopbackHttp(url: URL): boolean {
  const host = url.hostname;
  const loopback = host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
  return loopback && url.protocol === 'http:';
}

function userPoolIdOf(claim: unknown): string | undefined {
  if (typeof claim !== 'string' || claim.length > MAX_ISSUER_LENGTH) return undefined;
  const userPoolId = claim.slice(claim.lastIndexOf('/') + 1);
  return isUserPoolId(userPoolId) ? userPoolId : undefined;
}
