import { NodeHttpHandler } from '@smithy/node-http-handler';
import { ConfigurationError, CredentialsUnavailableError } from '../errors/index.js';
import type { AwsClient, AwsClientClass, AwsClientConfig, AwsClientOf } from './aws-client-class.js';
import { watchRefusals } from './aws-refusals.js';
import type { AwsCredentialIdentity } from './caller-credentials.js';
import { assertClientClass, assertClientConfig, ConfigKeys } from './client-config.js';
import type { IdentityPoolCredentials } from './identity-pool-credentials.js';
import { GuestIdentity } from './guest-identity.js';
import { type KeptClient, KeptClients } from './kept-clients.js';
import type { Owner } from './owner.js';
import { type RequestHandler, SharedRequestHandler } from './shared-request-handler.js';
import { describeType } from '../tokens/option-checks.js';
import type { CallerIdentity } from './caller-identity.js';
import { VerifiedIdentity } from './verified-identity.js';

/** Options of clients of whatever service, such as `{ endpoint: 'http://127.0.0.1:9000', forcePathStyle: true }`. */
export type AwsClientDefaults = Readonly<Record<string, unknown>>;

/** What {@link AwsClients} is made of. */
export interface AwsClientsOptions {
  /**
   * Gives the clients their callers' credentials. Required; `undefined` has to be written out where no Identity Pool
   * is configured, and then every client that is asked for is a {@link ConfigurationError}.
   */
  readonly credentials: IdentityPoolCredentials | undefined;
  /**
   * Options that every client starts from; its own win. `region` defaults to the Region of the Identity Pool,
   * `endpoint` to AWS. What {@link CallerAwsClients.get} refuses is refused here too.
   */
  readonly defaults?: AwsClientDefaults | undefined;
  /** How many clients are kept, about 25 KB each; the least recently used go first. Default 1,000. */
  readonly maxClients?: number;
  /**
   * How long a client that nobody asks for is kept, and a connection that nobody uses is held open, in
   * milliseconds. Default 300,000.
   */
  readonly idleMilliseconds?: number;
  /** How long connecting may take, in milliseconds. Default 5,000. */
  readonly connectionTimeoutMilliseconds?: number;
  /**
   * How long AWS may take until it begins to answer, uploads included, and how long a connection may be silent,
   * in milliseconds. Default 300,000.
   */
  readonly requestTimeoutMilliseconds?: number;
}

/** The clients of one caller. */
export interface CallerAwsClients {
  /**
   * The caller's own client: it signs with the caller's credentials and with nothing else. It may be used as
   * long as it is needed; `destroy()` does nothing, because the connections are shared.
   *
   * @param Client the class, such as `S3Client`
   * @param config its options, without those that say what to sign with. A `requestHandler` must be an
   *   instance that is made once; whoever makes it closes it. Services that stream over HTTP/2 need one.
   * @throws ConfigurationError when the options have a say in what the client signs with
   */
  get<Class extends AwsClientClass>(Client: Class, config?: AwsClientConfig<Class>): AwsClientOf<Class>;
}

interface ResolvedConfig {
  httpAuthSchemes?: readonly { readonly schemeId: string }[];
}

interface ClientOptions {
  readonly requestHandler?: RequestHandler;
}

/**
 * AWS SDK clients that act as the caller.
 *
 * An SDK client keeps the credentials it resolved first, so a client shared by two callers would sign the one's
 * requests with the other's keys. Here every caller has clients of their own, which are light because all of
 * them share their connections.
 *
 * @example
 * ```ts
 * import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
 * import { AwsClients, IdentityPoolCredentials, type VerifiedIdentity } from 'castellan/core';
 *
 * const credentials = new IdentityPoolCredentials({
 *   identityPool: { identityPoolId: 'eu-west-1:7d2c4f60-0f5e-4c8c-9a38-0d6f1f2b9f11' },
 * });
 * const clients = new AwsClients({ credentials });
 *
 * export async function bucketsOf(identity: VerifiedIdentity): Promise<number> {
 *   const s3 = clients.for(identity).get(S3Client);
 *   const { Buckets } = await s3.send(new ListBucketsCommand());
 *   return Buckets?.length ?? 0;
 * }
 * ```
 */
export class AwsClients {
  readonly #credentials: IdentityPoolCredentials | undefined;
  readonly #defaults: object;
  readonly #kept: KeptClients;
  readonly #configKeys = new ConfigKeys();
  // Node keeps connections apart by host, so that one handler is as good as one for each service.
  readonly #requestHandler: NodeHttpHandler;
  readonly #stopListening: () => void;
  #destroyed = false;

  /** @throws ConfigurationError for a wrong option */
  constructor(options: AwsClientsOptions) {
    this.#credentials = options.credentials;
    const defaults = definedOnly(options.defaults ?? {});
    assertClientConfig('defaults of AwsClients', defaults);
    this.#defaults = { region: options.credentials?.region, ...defaults };
    const idle = positive('idleMilliseconds', options.idleMilliseconds, 300_000);
    this.#kept = new KeptClients(positive('maxClients', options.maxClients, 1_000), idle);
    const agent = { keepAlive: true, maxSockets: 200, timeout: idle };
    const requestTimeout = positive(
      'requestTimeoutMilliseconds',
      options.requestTimeoutMilliseconds,
      300_000,
    );
    this.#requestHandler = new NodeHttpHandler({
      connectionTimeout: positive(
        'connectionTimeoutMilliseconds',
        options.connectionTimeoutMilliseconds,
        5_000,
      ),
      requestTimeout,
      throwOnRequestTimeout: true,
      socketTimeout: requestTimeout,
      httpAgent: agent,
      httpsAgent: agent,
    });
    this.#stopListening =
      this.#credentials?.onEviction((user) => this.#kept.evict(user)) ?? (() => undefined);
  }

  /** How many clients are kept at the moment. */
  get size(): number {
    return this.#kept.size;
  }

  /**
   * The clients of one caller. Costs nothing until one is asked for. In a handler `@CurrentIdentity()` gives the
   * caller's identity; from tokens that an application holds, {@link Callers.verify} makes one.
   *
   * @throws ConfigurationError for anything but an identity, such as a principal: it proves nothing to AWS
   */
  for(identity: CallerIdentity): CallerAwsClients {
    if (!(identity instanceof VerifiedIdentity || identity instanceof GuestIdentity)) {
      throw new ConfigurationError(
        `AwsClients.for() takes an identity, found ${describeType(identity)} that is none. Give it what @CurrentIdentity() ` +
          'gives a handler, or what callers.verify({ idToken }) gives; a principal alone proves nothing to AWS.',
      );
    }
    return { get: (Client, config) => this.#get(identity, Client, config ?? {}) };
  }

  /** Forgets all clients and closes their connections. */
  destroy(): void {
    this.#destroyed = true;
    this.#stopListening();
    this.#kept.clear();
    this.#requestHandler.destroy();
  }

  #get<Class extends AwsClientClass>(
    identity: CallerIdentity,
    Client: Class,
    config: object,
  ): AwsClientOf<Class> {
    if (this.#destroyed) {
      throw new CredentialsUnavailableError(
        'A client was asked for after destroy(). Destroy the clients last, when no request is being served any more.',
      );
    }
    assertClientClass(Client);
    const credentials = this.#credentials ?? noIdentityPool(Client.name);
    assertClientConfig(Client.name, config);
    const owner = credentials.ownerOf(identity);
    const key = `${owner.key} ${this.#configKeys.keyOf(Client)} ${this.#configKeys.keyOf(config)}`;
    const kept = this.#kept.get(key, owner);
    if (kept !== undefined) {
      if (identity.expiresAt > kept.identity.expiresAt) kept.identity = identity;
      return kept.client as AwsClientOf<Class>;
    }
    const made = this.#make(credentials, identity, owner, Client, config);
    this.#kept.set(key, made);
    return made.client as AwsClientOf<Class>;
  }

  #make(
    source: IdentityPoolCredentials,
    identity: CallerIdentity,
    owner: Owner,
    Client: AwsClientClass,
    config: object,
  ): KeptClient {
    const credentials = async (): Promise<AwsCredentialIdentity> =>
      (await source.credentials(kept.identity)).forClient();
    const options: ClientOptions = { ...this.#defaults, ...definedOnly(config) };
    const client = new (Client as unknown as new (config: object) => AwsClient)({
      ...options,
      credentials,
      requestHandler: new SharedRequestHandler(options.requestHandler ?? this.#requestHandler),
    });
    allowOwnSignatureOnly(client, Client.name);
    watchRefusals(client);
    const kept: KeptClient = { owner, client, identity };
    return kept;
  }
}

/**
 * Leaves a client no way of authenticating but by SigV4 with the credentials it was given. Some services take
 * bearer tokens as well, and their clients prefer one they find in the environment of the host.
 */
function allowOwnSignatureOnly(client: AwsClient, className: string): void {
  const config = client.config as ResolvedConfig | undefined;
  const schemes = config?.httpAuthSchemes;
  if (config === undefined || schemes === undefined) {
    throw new ConfigurationError(
      `${className} does not say how it authenticates (config.httpAuthSchemes), so it cannot be kept to the ` +
        "caller's credentials. Use a client class of the AWS SDK for JavaScript v3.",
    );
  }
  config.httpAuthSchemes = schemes.filter(
    ({ schemeId }) => schemeId.startsWith('aws.auth#sigv4') || schemeId === 'smithy.api#noAuth',
  );
}

function noIdentityPool(className: string): never {
  throw new ConfigurationError(
    `The ${className} that acts as the caller needs an Identity Pool, and none is configured. Add ` +
      "identityPool: { identityPoolId: 'REGION:UUID' } to the options.",
  );
}

function definedOnly(config: object): object {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
}

function positive(name: string, value: number | undefined, whenUnset: number): number {
  if (value === undefined) return whenUnset;
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new ConfigurationError(`${name} is ${String(value)}. Write a whole number above 0, or leave it out.`);
}
