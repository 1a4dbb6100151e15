import type { ArgumentsHost } from '@nestjs/common';

/** Metadata of gRPC, as far as it is used here: `@grpc/grpc-js` is loaded only where a client needs it. */
export interface GrpcMetadata {
  clone(): GrpcMetadata;
  get(name: string): readonly unknown[];
  set(name: string, value: string): void;
  toJSON(): Readonly<Record<string, readonly unknown[]>>;
}

/** The status that a call ends with. */
export interface GrpcStatus {
  readonly code: number;
  readonly details: string;
  readonly metadata: GrpcMetadata;
}

/** The server's end of a call. */
export interface GrpcCall {
  readonly metadata: GrpcMetadata;
  emit(event: string, ...args: unknown[]): boolean;
  once(event: string, listener: () => void): unknown;
}

/** How Nest hands a call to a handler. */
export interface GrpcExchange {
  readonly call: GrpcCall;
  /** Whether the handler works on the call itself, with `@GrpcStreamCall`: nobody listens to what it returns. */
  readonly isPassedThrough: boolean;
  /** Answers a call that is passed through and has a single response. */
  readonly respond: ((status: GrpcStatus) => void) | undefined;
}

/**
 * The call behind a context of Nest; `undefined` for messages of other transports. Those have an object of Nest in the
 * second place, and data without functions in the first, so that no message can look like a call.
 */
export function grpcExchangeOf(host: ArgumentsHost): GrpcExchange | undefined {
  const [first, second, third] = host.getArgs<unknown[]>();
  if (isMetadata(second) && isCall(third)) {
    return { call: third, isPassedThrough: false, respond: undefined };
  }
  if (!isCall(first)) return undefined;
  return {
    call: first,
    isPassedThrough: true,
    respond: typeof second === 'function' ? (second as GrpcExchange['respond']) : undefined,
  };
}

function isCall(value: unknown): value is GrpcCall {
  return hasMethod(value, 'getPeer') && 'metadata' in value && isMetadata(value.metadata);
}

function isMetadata(value: unknown): value is GrpcMetadata {
  return hasMethod(value, 'getMap') && hasMethod(value, 'clone');
}

function hasMethod(value: unknown, name: string): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Readonly<Record<string, unknown>>)[name] === 'function'
  );
}
