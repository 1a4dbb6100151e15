import { ConfigurationError } from '../errors/index.js';
import type { AwsClient, AwsClientClass, AwsClientConfig, AwsClientOf } from './aws-client-class.js';
import type { AwsClients } from './aws-clients.js';
import type { CallerContextStorage } from './caller-context.js';
import { assertClientConfig } from './client-config.js';

type Callback = (error: unknown, output?: unknown) => void;
type Send = (command: unknown, options?: unknown) => Promise<unknown>;

/**
 * A stand-in for a client, to be held by objects that outlive a request, such as singletons. Every call goes to
 * the own client of the caller on whose behalf it is made; outside of a caller's context every call rejects with
 * a {@link CallerContextMissingError}.
 *
 * `send` works in all its forms, and so do the methods of the aggregated clients (`s3.getObject`, paginators,
 * waiters). `destroy` does nothing. `config` and `middlewareStack` throw: they belong to one client, and this
 * stands for many. What needs them (presigned URLs, `lib-storage`, the DynamoDB document client) takes the
 * caller's own client, from {@link AwsClients.for}.
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
  assertClientConfig(Client.name, ownConfig);

  async function call(command: unknown, options?: unknown): Promise<unknown> {
    if (clients === undefined) throw noIdentityPool(Client.name);
    const identity = await context.identity();
    const client: AwsClient = clients.for(identity).get(Client, ownConfig);
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

  const own: Readonly<Record<PropertyKey, unknown>> = { send, destroy: () => undefined };
  // Frozen, so that nobody replaces a method for all callers.
  return new Proxy(Object.freeze(Object.create(Client.prototype as object)) as AwsClientOf<Class>, {
    get(target, property, receiver): unknown {
      if (property === 'config' || property === 'middlewareStack') throw notHere(Client.name, property);
      return Object.hasOwn(own, property) ? own[property] : Reflect.get(target, property, receiver);
    },
  });
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
      `own client: the parameter decorator @AwsClient(${className}), or clients.for(identity).get(${className}).`,
  );
}
