import { Transport } from '@nestjs/microservices';
import type { GrpcMetadata } from './grpc-call.js';
import { type CarrierOptions, type TokenCarrier, tokenCarrierOf } from './token-carriers.js';

/** The class of the metadata of gRPC. */
export type GrpcMetadataClass = new () => GrpcMetadata;

/** What puts tokens into the messages of one kind of client: into its packets, or into the metadata of its calls. */
export interface ForwardingTools {
  readonly carry?: TokenCarrier;
  readonly Metadata?: GrpcMetadataClass;
}

/**
 * Loads what a client needs of its transport's own package, while the application starts.
 *
 * @throws ConfigurationError for a transport that is none of Nest's.
 */
export async function forwardingTools(options: CarrierOptions): Promise<ForwardingTools> {
  if (options.transport !== Transport.GRPC) return { carry: await tokenCarrierOf(options) };
  const { Metadata } = await import('@grpc/grpc-js');
  return { Metadata: Metadata as unknown as GrpcMetadataClass };
}
