import { type CastellanError, type ChallengeOptions, toAnswer } from '../../errors/index.js';
import type { SealedAnswer } from '../../http/sealed-answer.js';

/** What a refused field says in `extensions`. */
export interface GraphqlRefusalExtensions {
  /** Stable and machine-readable. */
  readonly code: string;
  /** The HTTP status the same refusal has outside of GraphQL. */
  readonly status: number;
  /** What `WWW-Authenticate` would say: which scope or which sign-in is needed. */
  readonly wwwAuthenticate?: string;
  /** Seconds after which a retry makes sense. */
  readonly retryAfter?: number;
}

/**
 * The refusal of a field as GraphQL servers understand it: they take `message` and `extensions` over and, while
 * developing, print `stack`. So it has none, and nothing of the error it stands for but its code.
 */
export class GraphqlRefusal extends Error {
  readonly extensions: GraphqlRefusalExtensions;

  constructor(error: CastellanError, options: ChallengeOptions) {
    const { status, headers, body } = toAnswer(error, options);
    super(body.detail);
    this.name = 'GraphqlRefusal';
    // Not empty: a server that finds no stack makes one.
    this.stack = body.detail;
    const challenge = headers['www-authenticate'];
    this.extensions = {
      code: error.code,
      status,
      ...(challenge !== undefined && { wwwAuthenticate: challenge }),
      ...(error.retryAfterSeconds !== undefined && { retryAfter: error.retryAfterSeconds }),
    };
  }
}

const RESPONSE_TYPE = 'application/graphql-response+json';

/**
 * The answer to a request none of whose fields may run: the status, the challenge and a body without `data`.
 *
 * @param accept The header of the request: clients that do not ask for the media type of GraphQL get plain JSON.
 */
export function graphqlAnswer(
  error: CastellanError,
  options: ChallengeOptions,
  accept: string | undefined,
): SealedAnswer {
  const { status, headers } = toAnswer(error, options);
  const { message, extensions } = new GraphqlRefusal(error, options);
  const mediaType = accept?.includes(RESPONSE_TYPE) === true ? RESPONSE_TYPE : 'application/json';
  return {
    status,
    headers: { ...headers, 'content-type': `${mediaType}; charset=utf-8` },
    body: { errors: [{ message, extensions }] },
  };
}
