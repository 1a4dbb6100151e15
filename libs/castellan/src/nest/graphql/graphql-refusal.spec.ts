import {
  AccessDeniedError,
  InsufficientScopeError,
  InvalidTokenError,
  RevocationsUnavailableError,
} from '../../errors/index.js';
import { graphqlAnswer, GraphqlRefusal } from './graphql-refusal.js';
import { refusesRequest } from './request-refusal.js';

describe('GraphqlRefusal', () => {
  it('has nothing of the error it stands for but its code', () => {
    const refusal = new GraphqlRefusal(new AccessDeniedError('secret of the message'), {});
    expect(refusal.extensions).toEqual({ code: 'access_denied', status: 403 });
    expect(refusal.message).toBe('The caller is not allowed to do this.');
    expect(refusal.stack).toBe(refusal.message);
    expect(refusal.cause).toBeUndefined();
  });

  it('says which scope is needed, and when to try again', () => {
    const scope = new GraphqlRefusal(new InsufficientScopeError('No.', ['a/b']), { realm: 'posts' });
    expect(scope.extensions.wwwAuthenticate).toBe(
      'Bearer realm="posts", error="insufficient_scope", scope="a/b"',
    );
    const outage = new GraphqlRefusal(new RevocationsUnavailableError('No.', { retryAfterSeconds: 3 }), {});
    expect(outage.extensions).toEqual({ code: 'revocations_unavailable', status: 503, retryAfter: 3 });
  });
});

describe('graphqlAnswer', () => {
  const error = new InvalidTokenError('token_expired', 'No.');

  it('is a GraphQL response without data, with the status and the challenge', () => {
    expect(graphqlAnswer(error, {}, undefined)).toEqual({
      status: 401,
      headers: {
        'cache-control': 'no-store',
        'content-type': 'application/json; charset=utf-8',
        'www-authenticate': 'Bearer realm="api", error="invalid_token"',
      },
      body: {
        errors: [
          {
            message: 'The token has expired.',
            extensions: {
              code: 'token_expired',
              status: 401,
              wwwAuthenticate: 'Bearer realm="api", error="invalid_token"',
            },
          },
        ],
      },
    });
  });

  it('has the media type of GraphQL for clients that accept it', () => {
    const { headers } = graphqlAnswer(error, {}, 'application/graphql-response+json, application/json;q=0.9');
    expect(headers['content-type']).toBe('application/graphql-response+json; charset=utf-8');
  });
});

describe('refusesRequest', () => {
  it('is true for a token that no handler would accept', () => {
    expect(refusesRequest(new InvalidTokenError('token_expired', 'No.'), true)).toBe(true);
    expect(refusesRequest(new RevocationsUnavailableError('No.', { retryAfterSeconds: 1 }), true)).toBe(true);
  });

  it('is false for what only the handler demands, and for everything else', () => {
    const otherUse = new InvalidTokenError('token_use_not_allowed', 'No.');
    expect(refusesRequest(otherUse, true)).toBe(false);
    expect(refusesRequest(otherUse, false)).toBe(true);
    expect(refusesRequest(new AccessDeniedError('No.'), false)).toBe(false);
    expect(refusesRequest(new Error('No.'), false)).toBe(false);
  });
});
