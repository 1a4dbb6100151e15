import type { HostCredentials } from '../credentials/strategies/host-credentials.js';
import { readHostCredentials } from '../credentials/strategies/host-credentials.js';
import { defaultIssuer, isUserPoolId, readIssuer } from '../tokens/issuer.js';
import {
  describeType,
  describeValue,
  readFunction,
  readInteger,
  readOptions,
  wrongOption,
} from '../tokens/option-checks.js';
import { defaultEndpoint, readEndpoint } from '../tokens/revalidation/user-pool-endpoint.js';
import { type TrustProxy, readTrustedProxies } from './client-context/trusted-proxies.js';
import type { SignOutRevocations, UserPoolServiceOptions } from './user-pool-service-options.js';

/** The options with every default filled in. */
export interface UserPoolSettings {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly region: string;
  readonly endpoint: string;
  readonly issuer: string;
  readonly administrator: HostCredentials | undefined;
  readonly signsInAsAdministrator: boolean;
  /** The providers whose word counts on whose an e-mail address is. */
  readonly linkingProviders: readonly string[];
  readonly trustProxy: TrustProxy;
  readonly revealsUserExistence: boolean;
  readonly answerStepMilliseconds: number;
  readonly timeoutMilliseconds: number;
  readonly revocations: SignOutRevocations | undefined;
  readonly onConcealed: NonNullable<UserPoolServiceOptions['onConcealed']>;
  readonly onWarning: (warning: string) => void;
  readonly clock: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

const NAMES: readonly (keyof UserPoolServiceOptions)[] = [
  'userPoolId',
  'clientId',
  'clientSecret',
  'endpoint',
  'issuer',
  'administration',
  'linking',
  'trustedProxies',
  'revealUserExistence',
  'answerStepMilliseconds',
  'timeoutMilliseconds',
  'revocations',
  'onConcealed',
  'onWarning',
  'clock',
  'sleep',
];

/** @throws ConfigurationError that names the option, what was found and what to write */
export function readUserPoolServiceOptions(value: unknown): UserPoolSettings {
  const path = 'UserPoolService';
  const given = readOptions(value, path, NAMES) as Partial<UserPoolServiceOptions>;
  const userPoolId = readUserPoolId(given.userPoolId, `${path}.userPoolId`);
  const issuer =
    given.issuer === undefined
      ? defaultIssuer(userPoolId, `${path}.userPoolId`)
      : readIssuer(given.issuer, `${path}.issuer`);
  return {
    userPoolId,
    clientId: readText(given.clientId, `${path}.clientId`, 'the ID of an app client'),
    clientSecret:
      given.clientSecret === undefined
        ? undefined
        : readText(
            given.clientSecret,
            `${path}.clientSecret`,
            'the secret of the app client, or leave it out',
          ),
    region: userPoolId.slice(0, userPoolId.lastIndexOf('_')),
    endpoint: readServiceEndpoint(given.endpoint, userPoolId, issuer, path),
    issuer,
    ...readAdministration(given.administration, `${path}.administration`),
    linkingProviders: readLinking(given.linking, `${path}.linking`),
    trustProxy: readTrustedProxies(given.trustedProxies ?? [], `${path}.trustedProxies`),
    revealsUserExistence: readBoolean(given.revealUserExistence ?? false, `${path}.revealUserExistence`),
    answerStepMilliseconds: readInteger(
      given.answerStepMilliseconds ?? 500,
      `${path}.answerStepMilliseconds`,
      0,
      10_000,
    ),
    timeoutMilliseconds: readInteger(
      given.timeoutMilliseconds ?? 5_000,
      `${path}.timeoutMilliseconds`,
      1,
      60_000,
    ),
    revocations: readRevocations(given.revocations, `${path}.revocations`),
    onConcealed: optionalFunction(given.onConcealed, `${path}.onConcealed`) ?? (() => undefined),
    onWarning:
      optionalFunction(given.onWarning, `${path}.onWarning`) ?? ((warning) => process.emitWarning(warning)),
    clock: optionalFunction(given.clock, `${path}.clock`) ?? Date.now,
    sleep: optionalFunction(given.sleep, `${path}.sleep`) ?? sleep,
  };
}

function readUserPoolId(value: unknown, path: string): string {
  if (typeof value === 'string' && isUserPoolId(value)) return value;
  throw wrongOption(path, describeValue(value), 'REGION_ID, such as "eu-west-1_AbCdEfGhI"');
}

function readText(value: unknown, path: string, write: string): string {
  if (typeof value === 'string' && value !== '') return value;
  // It may be a secret.
  throw wrongOption(path, describeType(value), write);
}

function readBoolean(value: unknown, path: string): boolean {
  if (typeof value === 'boolean') return value;
  throw wrongOption(path, describeValue(value), 'true or false');
}

/** Passwords are sent there. Where the issuer is an emulator's, Cognito is not asked by accident. */
function readServiceEndpoint(value: unknown, userPoolId: string, issuer: string, path: string): string {
  if (value !== undefined) return readEndpoint(value, `${path}.endpoint`, { ofAws: false });
  const endpoint = defaultEndpoint(userPoolId, [issuer]);
  if (endpoint !== undefined) return endpoint;
  throw wrongOption(
    `${path}.endpoint`,
    'nothing, beside an issuer that is none of Cognito',
    'where the user pool answers',
  );
}

function readAdministration(
  value: unknown,
  path: string,
): Pick<UserPoolSettings, 'administrator' | 'signsInAsAdministrator'> {
  if (value === undefined) return { administrator: undefined, signsInAsAdministrator: false };
  const { credentials, signIn } = readOptions(value, path, ['credentials', 'signIn']);
  return {
    administrator: readHostCredentials(credentials, `${path}.credentials`),
    signsInAsAdministrator: readBoolean(signIn ?? false, `${path}.signIn`),
  };
}

function readLinking(value: unknown, path: string): readonly string[] {
  if (value === undefined) return [];
  const { providers } = readOptions(value, path, ['providers']);
  const isList =
    Array.isArray(providers) && providers.every((name) => typeof name === 'string' && name !== '');
  if (isList && providers.length > 0) return [...(providers as string[])];
  throw wrongOption(`${path}.providers`, describeType(providers), 'a list of names such as ["Google"]');
}

function readRevocations(value: unknown, path: string): SignOutRevocations | undefined {
  if (value === undefined) return undefined;
  const { revokeUser, revokeSignIn } = Object(value) as Partial<SignOutRevocations>;
  if (typeof revokeUser === 'function' && typeof revokeSignIn === 'function') {
    return value as SignOutRevocations;
  }
  throw wrongOption(
    path,
    describeType(value),
    'Revocations of castellan, or castellan.revocations of Express',
  );
}

function optionalFunction<Fn>(value: Fn | undefined, path: string): Fn | undefined {
  return value === undefined ? undefined : (readFunction(value, path) as Fn);
}

const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
