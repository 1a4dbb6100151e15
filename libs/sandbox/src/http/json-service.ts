import type { SignedParts } from '../sigv4/canonical-request.js';

/** What a JSON 1.1 operation may want to know of the request that carries it. */
export interface JsonCall {
  /** The operation: the part of `X-Amz-Target` after the dot. */
  readonly operation: string;
  /** The parsed body. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** What a signature of the request covers. Absent: the call did not come over HTTP, so it is not signed. */
  readonly signedParts?: () => SignedParts;
  /** The address of the client. */
  readonly remoteAddress?: string | undefined;
}

/** A service that is spoken to in AWS JSON 1.1. */
export interface JsonService {
  /** The part of `X-Amz-Target` before the dot, such as `AWSCognitoIdentityService`. */
  readonly targetPrefix: string;
  /** Whether there is such an operation. */
  has(operation: string): boolean;
  /** Answers one call. Throws a `ServiceError` to refuse; an unknown operation is `UnknownOperationException`. */
  call(call: JsonCall): Promise<object>;
}
