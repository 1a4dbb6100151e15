import {
  assertClientClass,
  assertClientConfig,
  type AwsClient as AwsClientInstance,
  type AwsClientClass,
  type AwsClientConfig,
} from '../../credentials/index.js';
import { ConfigurationError, IdTokenRequiredError } from '../../errors/index.js';
import { requestParameter } from '../context/request-parameter.js';

interface ClientRequest {
  readonly type: AwsClientClass;
  readonly config: object | undefined;
}

const clientOf = requestParameter<ClientRequest>(
  async (request, { type, config }): Promise<AwsClientInstance> => {
    const clients = await request.awsClients();
    return clients.get(type, config);
  },
);

/**
 * An AWS SDK v3 client that acts as the caller: every call is signed with the caller's own temporary
 * credentials, never with the host's. Nothing is fetched from AWS before the handler uses it.
 *
 * A caller who sent only an access token is answered with 400, because Identity Pools take ID tokens.
 *
 * @param type - The client's class, such as `S3Client`.
 * @param config - Its configuration, without credentials. The Region defaults to the identity pool's.
 *
 * @example
 * ```ts
 * import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
 * import { Controller, Get, Param } from '@nestjs/common';
 * import { Authenticated, AwsClient, IdentityId } from 'castellan';
 *
 * @Controller('files')
 * export class FilesController {
 *   @Get(':name')
 *   @Authenticated()
 *   async file(@AwsClient(S3Client) s3: S3Client, @IdentityId() me: string, @Param('name') name: string) {
 *     const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'files', Key: `${me}/${name}` }));
 *     return Body?.transformToString();
 *   }
 * }
 * ```
 */
export function AwsClient<Class extends AwsClientClass>(
  type: Class,
  config?: AwsClientConfig<Class>,
): ParameterDecorator {
  requireClient('AwsClient', type, config);
  return clientOf({ type, config });
}

const identityIdOf = requestParameter<IdentityIdOptions>(async (request, { optional }) => {
  try {
    return await request.identityId();
  } catch (error) {
    if (optional === true && error instanceof IdTokenRequiredError) return undefined;
    throw error;
  }
});

const currentIdentity = requestParameter((request) => request.identity());

/**
 * The caller's verified identity, for `AwsClients.for(identity)` and for `Callers.runAs(identity, work)`: for work that
 * goes on after the answer. A caller who sent only an access token is answered with 400.
 *
 * @example
 * ```ts
 * import { Controller, Post } from '@nestjs/common';
 * import { Authenticated, Callers, CurrentIdentity, type VerifiedIdentity } from 'castellan';
 *
 * @Controller('exports')
 * export class ExportsController {
 *   constructor(private readonly callers: Callers) {}
 *
 *   @Post()
 *   @Authenticated()
 *   start(@CurrentIdentity() identity: VerifiedIdentity) {
 *     setTimeout(() => void this.callers.runAs(identity, () => this.exportAll()), 1_000);
 *   }
 *
 *   private async exportAll() {
 *     // Injected AWS clients act as the user in here.
 *   }
 * }
 * ```
 */
export function CurrentIdentity(): ParameterDecorator {
  return currentIdentity(undefined);
}

/** Options of {@link IdentityId}. */
export interface IdentityIdOptions {
  /** Inject `undefined` where the caller sent no ID token. A bad one is refused all the same. Default false. */
  readonly optional?: boolean;
}

/**
 * The caller's identity ID at the identity pool, such as `eu-west-1:1f2e3d4c-1111-2222-3333-444455556666`.
 *
 * @example
 * ```ts
 * import { Controller, Get } from '@nestjs/common';
 * import { Authenticated, IdentityId } from 'castellan';
 *
 * @Controller('me')
 * @Authenticated()
 * export class IdentityController {
 *   @Get('folder')
 *   folder(@IdentityId() identityId: string) {
 *     return { folder: `users/${identityId}/` };
 *   }
 * }
 * ```
 */
export function IdentityId(options: IdentityIdOptions = {}): ParameterDecorator {
  return identityIdOf(options);
}

/**
 * Catches `@AwsClient(undefined)`, which an import cycle or a misspelt import leaves behind, and a configuration
 * that would decide what the client signs with.
 *
 * @throws ConfigurationError
 */
export function requireClient(decorator: string, type: unknown, config: object | undefined): void {
  if (typeof type !== 'function') {
    throw new ConfigurationError(
      `@${decorator} needs the class of an AWS SDK v3 client, found ${String(type)}. Write ` +
        `@${decorator}(S3Client) and check that the import is not undefined.`,
    );
  }
  assertClientClass(type);
  assertClientConfig(`@${decorator}(${type.name})`, config ?? {});
}
