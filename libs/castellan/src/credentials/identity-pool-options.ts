import { ConfigurationError } from '../errors/index.js';
import { isPermittedEndpoint } from './permitted-endpoint.js';

/** The Cognito Identity Pool that gives callers their AWS credentials (enhanced flow). */
export interface IdentityPoolOptions {
  /** `REGION:UUID`, such as `eu-west-1:7d2c4f60-0f5e-4c8c-9a38-0d6f1f2b9f11`. The Region is taken from it. */
  readonly identityPoolId: string;
  /**
   * Where the Identity Pool's API is, for an emulator. `https:` anywhere, `http:` on a loopback address only,
   * because ID tokens travel there and credentials come back. Default: AWS, in the pool's Region; the
   * environment variables `AWS_ENDPOINT_URL*` have no say.
   */
  readonly endpoint?: string;
  /** Twelve digits, sent along with GetId. Default: not sent; AWS does not need it. */
  readonly accountId?: string;
  /**
   * How many sets of credentials are kept in memory, about 2 KB each; the least recently used go first. Four
   * times as many identity IDs are remembered. Default 10,000.
   */
  readonly maxIdentities?: number;
  /** How long one call to the Identity Pool may take, with its retries, in milliseconds. Default 5,000. */
  readonly timeoutMilliseconds?: number;
}

/** Checked options with every default filled in. */
export interface IdentityPoolSettings {
  readonly identityPoolId: string;
  readonly region: string;
  readonly endpoint: string | undefined;
  readonly accountId: string | undefined;
  readonly maxIdentities: number;
  readonly timeoutMilliseconds: number;
}

const IDENTITY_POOL_ID =
  /^(?<region>[a-z]{2,8}(?:-[a-z]{1,12}){1,3}-\d{1,2}):[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const KNOWN: ReadonlySet<string> = new Set<keyof IdentityPoolOptions>([
  'identityPoolId',
  'endpoint',
  'accountId',
  'maxIdentities',
  'timeoutMilliseconds',
]);

/** @throws ConfigurationError that names the option, what was found and what to write */
export function resolveIdentityPoolOptions(options: IdentityPoolOptions): IdentityPoolSettings {
  const given: unknown = options;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new ConfigurationError(
      `identityPool is ${describe(given)}. Write an object: identityPool: { identityPoolId: 'REGION:UUID' }.`,
    );
  }
  for (const name of Object.keys(given)) {
    if (!KNOWN.has(name)) {
      throw new ConfigurationError(
        `identityPool.${name} is not an option. The options are ${[...KNOWN].join(', ')}.`,
      );
    }
  }
  return {
    ...poolId(options.identityPoolId),
    endpoint: endpoint(options.endpoint),
    accountId: accountId(options.accountId),
    maxIdentities: whole('maxIdentities', options.maxIdentities, { default: 10_000, from: 1, to: 1_000_000 }),
    timeoutMilliseconds: whole('timeoutMilliseconds', options.timeoutMilliseconds, {
      default: 5_000,
      from: 100,
      to: 60_000,
    }),
  };
}

function poolId(value: unknown): { identityPoolId: string; region: string } {
  const region = typeof value === 'string' ? IDENTITY_POOL_ID.exec(value)?.groups?.region : undefined;
  if (region === undefined) {
    wrong(
      'identityPoolId',
      value,
      'the ID the console shows, REGION:UUID in lower case (not an ARN or a name)',
    );
  }
  return { identityPoolId: value as string, region };
}

function endpoint(value: unknown): string | undefined {
  if (value === undefined || (typeof value === 'string' && isPermittedEndpoint(value))) return value;
  return wrong('endpoint', value, 'an https: URL, or an http: URL on 127.0.0.1, [::1] or localhost');
}

function accountId(value: unknown): string | undefined {
  if (value === undefined || (typeof value === 'string' && /^\d{12}$/.test(value))) return value;
  return wrong('accountId', value, 'twelve digits as a string, or leave it out');
}

function whole(name: string, value: unknown, range: { default: number; from: number; to: number }): number {
  if (value === undefined) return range.default;
  if (Number.isInteger(value) && (value as number) >= range.from && (value as number) <= range.to) {
    return value as number;
  }
  return wrong(name, value, `a whole number from ${range.from} to ${range.to}`);
}

function wrong(name: string, found: unknown, expected: string): never {
  throw new ConfigurationError(`identityPool.${name} is ${describe(found)}. Write ${expected}.`);
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 100));
  if (typeof value === 'number') return String(value);
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return value === undefined ? 'not set' : `of type ${typeof value}`;
}
