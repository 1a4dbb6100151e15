import type { ErrorCode } from '../../errors/index.js';
import type { AuthRoute } from './auth-route.js';

type Problems = Readonly<Record<number, readonly ErrorCode[]>>;

const POOL: Problems = {
  429: ['too_many_requests', 'attempt_limit_exceeded'],
  502: ['user_pool_unavailable', 'trigger_failed'],
  503: ['user_pool_throttled'],
  504: ['user_pool_timeout'],
};

const INPUT: Problems = {
  400: ['request_body_invalid', 'user_pool_input_invalid'],
  413: ['request_body_too_large'],
  415: ['media_type_not_supported'],
};

const USER: Problems = {
  401: ['authentication_required', 'token_expired', 'token_revoked', 'access_token_refused'],
  403: ['insufficient_scope'],
};

/** What a client should be ready for: what comes of the body, of the guards and of the pool, and of the route itself. */
export function problemsOf({ body, params, access, problems: own }: AuthRoute): Problems {
  const takesInput = body !== undefined || params !== undefined;
  const problems: Record<string, readonly ErrorCode[]> = {};
  for (const some of [takesInput ? INPUT : {}, access === 'user' ? USER : {}, own, POOL]) {
    for (const [status, codes] of Object.entries(some)) {
      problems[status] = [...(problems[status] ?? []), ...codes];
    }
  }
  return problems;
}
