import { ConfigurationError } from '../errors/index.js';
import type { AwsClient, AwsClientClass, AwsClientConfig, AwsClientOf } from './aws-client-class.js';
import type { AwsClients } from './aws-clients.js';
import type { CallerContextStorage } from './caller-context.js';
import { assertClientClass, assertClientConfig } from './client-config.js';

type Callback = (error: unknown, output?: unknown) => void;
type Send = (command: unknown, options?: unknown) => Promise<unknown>;

const OWN_CLIENT = Symbol('castellan.own-client');

/**
 * A stand-in for a client, to be held by objects that outlive a request, such as singletons. Every call goes to
 * the own client of the caller on whose behalf it is made; outside of a caller's context every call rejects with
 * a {@link CallerContextMissingError}.
 *
 * `send` works in all its forms, and so do the methods of the aggregated clients (`s3.getObject`, paginators,
 * waiters). `destroy` does nothing. `config` and `middlewareStack` throw: they belong to one client, and this
 * stands for many. What needs them, as presigned URLs and `lib-storage` do, takes the caller's own client from
 * {@link ownClient}.
 *
 * @param clients `undefined` where no Identity Pool is configured: then every call rejects with a
 *   {@link ConfigurationError}
 * @throws ConfigurationError when the options have a say in what the client signs with
 *
 * @example
 * ```ts
 * import { S3Client } from '@aws-sdk/client-s3';
 * import { type AwsClients, callerClient, type CallerContextStorage } from 'castellan/core';
 *
 * export function sharedS3(context: CallerContextStorage, clients: AwsClients): S3Client {
 *   return callerClient(S3Client, { maxAttempts: 2 }, context, clients);
 * }
 * ```
 */
export function callerClient<Class extends AwsClientClass>(
  Client: Class,
  config: AwsClientConfig<Class> | undefined,
  context: CallerContextStorage,
  clients: AwsClients | undefined,
): AwsClientOf<Class> {
  const ownConfig = { ...config } as AwsClientConfig<Class>;
  assertClientClass(Client);
  assertClientConfig(Client.name, ownConfig);

  async function own(): Promise<AwsClientOf<Class>> {
    if (clients === undefined) throw noIdentityPool(Client.name);
    return clients.for(await context.identity()).get(Client, ownConfig);
  }

  async function call(command: unknown, options?: unknown): Promise<unknown> {
    const client: AwsClient = await own();
    return (client.send as Send).call(client, command, options);
  }

  function send(
    command: unknown,
    optionsOrCallback?: unknown,
    callback?: Callback,
  ): Promise<unknown> | undefined {
    const options = typeof optionsOrCallback === 'function' ? undefined : optionsOrCallback;
    const done = typeof optionsOrCallback === 'function' ? (optionsOrCallback as Callback) : callback;
    const output = call(command, options);
    if (done === undefined) return output;
    // As in the SDK itself, what a callback throws goes nowhere.
    output.then((value) => done(null, value), done).catch(() => undefined);
    return undefined;
  }

  const members: Readonly<Record<PropertyKey, unknown>> = {
    send,
    destroy: () => undefined,
    [OWN_CLIENT]: own,
  };
  // Frozen, so that nobody replaces a method for all callers.
  return new Proxy(Object.freeze(Object.create(Client.prototype as object)) as AwsClientOf<Class>, {
    get(target, property, receiver): unknown {
      if (property === 'config' || property === 'middlewareStack') throw notHere(Client.name, property);
      return Object.hasOwn(members, property) ? members[property] : Reflect.get(target, property, receiver);
    },
  });
}

/**
 * The current caller's own client, behind one that was injected. For what needs more of a client than its `send`:
 * presigned URLs, `Upload` of `lib-storage`. Also for work that goes on after the answer, or that is done together
 * with other callers' work.
 *
 * @param standIn what {@link callerClient} made, or `@InjectAwsClient` injected
 * @throws CallerContextMissingError outside of a caller's context
 * @throws ConfigurationError for any other client: it does not act as the caller
 *
 * @example
 * ```ts
 * import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
 * import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
 * import { ownClient } from 'castellan/core';
 *
 * export async function downloadUrl(s3: S3Client, Key: string): Promise<string> {
 *   return getSignedUrl(await ownClient(s3), new GetObjectCommand({ Bucket: 'files', Key }), { expiresIn: 60 });
 * }
 * ```
 */
export async function ownClient<Client extends AwsClient>(standIn: Client): Promise<Client> {
  const own = (standIn as { [OWN_CLIENT]?: () => Promise<Client> })[OWN_CLIENT];
  if (own !== undefined) return own();
  throw new ConfigurationError(
    'ownClient() takes a client that @InjectAwsClient injected, or that callerClient() made. This one is a client ' +
      'already, with whatever credentials it was made with.',
  );
}

function noIdentityPool(className: string): ConfigurationError {
  return new ConfigurationError(
    `The ${className} that acts as the caller needs an Identity Pool, and none is configured. Add ` +
      "identityPool: { identityPoolId: 'REGION:UUID' } to the options.",
  );
}

function notHere(className: string, property: string): ConfigurationError {
  return new ConfigurationError(
    `An injected ${className} stands for the clients of all callers, so it has no ${property}. Take the caller's ` +
      `own client: await ownClient(...) of the injected one, or the parameter decorator @AwsClient(${className}).`,
  );
}
