import { type FactoryProvider, Inject } from '@nestjs/common';
import {
  type AwsClient,
  type AwsClientClass,
  type AwsClientConfig,
  type AwsClients,
  callerClient,
  CallerContextStorage,
} from '../../credentials/index.js';
import { AWS_CLIENTS } from '../castellan.tokens.js';
import { followCallers } from '../context/followed-callers.js';
import { requireClient } from './aws-client.decorators.js';

interface InjectedClient {
  readonly type: AwsClientClass;
  readonly config: object | undefined;
  readonly token: symbol;
}

/**
 * Which clients classes ask for. Like decorator metadata it belongs to the loaded code and not to an
 * application: it holds no options, no credentials and no client.
 */
const declared: InjectedClient[] = [];

/**
 * Injects an AWS SDK v3 client that acts as whoever is calling at the moment of each call. The class it is
 * injected into can be a singleton. Outside a caller's context every call fails; nothing ever falls back to the
 * host's credentials.
 *
 * @param type - The client's class, such as `S3Client`.
 * @param config - Its configuration, without credentials. The Region defaults to the identity pool's.
 *
 * @example
 * ```ts
 * import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
 * import { Injectable } from '@nestjs/common';
 * import { InjectAwsClient } from 'castellan';
 *
 * @Injectable()
 * export class Notes {
 *   constructor(@InjectAwsClient(S3Client) private readonly s3: S3Client) {}
 *
 *   save(key: string, text: string) {
 *     return this.s3.send(new PutObjectCommand({ Bucket: 'notes', Key: key, Body: text }));
 *   }
 * }
 * ```
 */
export function InjectAwsClient<Class extends AwsClientClass>(
  type: Class,
  config?: AwsClientConfig<Class>,
): ParameterDecorator & PropertyDecorator {
  requireClient('InjectAwsClient', type, config);
  return Inject(tokenOf(type, config));
}

function tokenOf(type: AwsClientClass, config: object | undefined): symbol {
  const known = declared.find((client) => client.type === type && client.config === config);
  if (known !== undefined) return known.token;
  const token = Symbol(`AWS client ${type.name}`);
  declared.push({ type, config, token });
  followCallers();
  return token;
}

/** The providers behind every `@InjectAwsClient` that has been written so far. */
export function injectedClientProviders(): FactoryProvider[] {
  return declared.map(({ type, config, token }) => ({
    provide: token,
    inject: [CallerContextStorage, AWS_CLIENTS],
    useFactory: (callers: CallerContextStorage, clients: AwsClients | undefined): AwsClient =>
      callerClient(type, config, callers, clients),
  }));
}
