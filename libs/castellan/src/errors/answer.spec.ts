import { inspect } from 'node:util';
import {
  AccessDeniedError,
  AuthenticationRequiredError,
  AwsAccessDeniedError,
  CallerContextMissingError,
  CastellanError,
  ConfigurationError,
  CredentialsRefusedError,
  CredentialsThrottledError,
  CredentialsTimeoutError,
  CredentialsUnavailableError,
  ERROR_CODES,
  IdTokenRequiredError,
  InsufficientScopeError,
  InsufficientUserAuthenticationError,
  InvalidRequestBodyError,
  InvalidRequestError,
  InvalidTokenError,
  KeySetUnavailableError,
  PolicyFailureError,
  RequestBodyTooLargeError,
  RevalidationUnavailableError,
  RevocationNotRecordedError,
  RevocationsUnavailableError,
  SubjectNotFoundError,
  toAnswer,
  TooManyRequestsError,
  TriggerRefusedError,
  UnsupportedMediaTypeError,
  UserPoolUnavailableError,
} from './index.js';

const SECRET = 'sentinel-secret';
const cause = new Error(SECRET);

const ANSWERS: [CastellanError, number, string | undefined, string | undefined][] = [
  [
    new InvalidRequestError('multiple_credentials', SECRET),
    400,
    'Bearer realm="api", error="invalid_request"',
    undefined,
  ],
  [new AuthenticationRequiredError(SECRET), 401, 'Bearer realm="api"', undefined],
  [
    new InvalidTokenError('token_expired', SECRET, { cause }),
    401,
    'Bearer realm="api", error="invalid_token"',
    undefined,
  ],
  [new UserPoolUnavailableError(SECRET, { retryAfterSeconds: 1, cause }), 503, undefined, '1'],
  [new KeySetUnavailableError(SECRET, { retryAfterSeconds: 7, cause }), 503, undefined, '7'],
  [new RevocationsUnavailableError(SECRET, { retryAfterSeconds: 2, cause }), 503, undefined, '2'],
  [new RevocationNotRecordedError(SECRET, { retryAfterSeconds: 1, cause }), 503, undefined, '1'],
  [new RevalidationUnavailableError(SECRET, { retryAfterSeconds: 1, cause }), 503, undefined, '1'],
  [
    new InsufficientUserAuthenticationError(SECRET, { maxAgeSeconds: 300, acrValues: ['mfa'] }),
    401,
    'Bearer realm="api", error="insufficient_user_authentication", max_age="300", acr_values="mfa"',
    undefined,
  ],
  [
    new InsufficientUserAuthenticationError(SECRET),
    401,
    'Bearer realm="api", error="insufficient_user_authentication"',
    undefined,
  ],
  [new AccessDeniedError(SECRET), 403, undefined, undefined],
  [
    new InsufficientScopeError(SECRET, ['a/b', 'c/d']),
    403,
    'Bearer realm="api", error="insufficient_scope", scope="a/b c/d"',
    undefined,
  ],
  [new SubjectNotFoundError(SECRET), 404, undefined, undefined],
  [new PolicyFailureError(SECRET, { cause }), 500, undefined, undefined],
  [new ConfigurationError(SECRET, { cause }), 500, undefined, undefined],
  [new IdTokenRequiredError(SECRET), 400, undefined, undefined],
  [new CredentialsRefusedError(SECRET, { cause }), 403, undefined, undefined],
  [new CredentialsThrottledError(SECRET, { retryAfterSeconds: 3, cause }), 503, undefined, '3'],
  [new CredentialsUnavailableError(SECRET, { cause }), 502, undefined, undefined],
  [new CredentialsTimeoutError(SECRET, { cause }), 504, undefined, undefined],
  [new CallerContextMissingError(SECRET), 500, undefined, undefined],
  [new AwsAccessDeniedError(SECRET, { cause }), 403, undefined, undefined],
  [new RequestBodyTooLargeError(SECRET), 413, undefined, undefined],
  [new UnsupportedMediaTypeError(SECRET), 415, undefined, undefined],
  [new TooManyRequestsError(SECRET, { retryAfterSeconds: 9, cause }), 429, undefined, '9'],
];

describe('the answer to an error', () => {
  it.each(ANSWERS)(
    '%s has its status and challenge, and nothing of its message',
    (error, status, challenge, retry) => {
      const answer = toAnswer(error);
      expect(answer.status).toBe(status);
      expect(answer.headers['www-authenticate']).toBe(challenge);
      expect(answer.headers['retry-after']).toBe(retry);
      expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(answer.headers['cache-control']).toBe('no-store');
      expect(answer.body).toEqual({
        type: 'about:blank',
        title: expect.any(String),
        status,
        code: error.code,
        detail: ERROR_CODES[error.code],
      });
      expect(inspect(answer, { depth: null })).not.toContain(SECRET);
    },
  );

  it('names the configured realm', () => {
    const { headers } = toAnswer(new AuthenticationRequiredError(), { realm: 'documents' });
    expect(headers['www-authenticate']).toBe('Bearer realm="documents"');
  });
});

describe('what an answer may tell besides', () => {
  it('are the places of a body that are wrong', () => {
    const violations = [{ pointer: '/username', detail: 'is required' }];
    const { body } = toAnswer(new InvalidRequestBodyError(SECRET, violations));
    expect(body).toMatchObject({ status: 400, code: 'request_body_invalid', errors: violations });
    expect(inspect(body)).not.toContain(SECRET);
  });

  it('is what the author of a trigger wrote for the user', () => {
    const refused = (userMessage: string) =>
      toAnswer(new TriggerRefusedError(SECRET, { cause, trigger: 'PreSignUp', userMessage })).body;
    expect(refused('Only for staff.')).toMatchObject({ status: 403, message: 'Only for staff.' });
    expect(refused('')).not.toHaveProperty('message');
  });
});

describe('the metadata of the resource', () => {
  const options = { realm: 'documents', resourceMetadata: 'https://api.example/metadata' };

  it('is pointed to at a 401', () => {
    expect(toAnswer(new AuthenticationRequiredError(), options).headers['www-authenticate']).toBe(
      'Bearer realm="documents", resource_metadata="https://api.example/metadata"',
    );
  });

  it('is not pointed to elsewhere', () => {
    const answers = [
      new InvalidRequestError('multiple_credentials', SECRET),
      new InsufficientScopeError(SECRET, ['a/b']),
      new AccessDeniedError(SECRET),
    ].map((error) => toAnswer(error, options).headers['www-authenticate']);
    expect(answers).toEqual([
      'Bearer realm="documents", error="invalid_request"',
      'Bearer realm="documents", error="insufficient_scope", scope="a/b"',
      undefined,
    ]);
  });
});

describe('an error', () => {
  it('is named after its class and keeps its cause', () => {
    const error = new PolicyFailureError('The policy threw.', { cause });
    expect(error).toBeInstanceOf(CastellanError);
    expect([error.name, error.cause]).toEqual(['PolicyFailureError', cause]);
  });

  it('has no cause where none was given', () => {
    expect('cause' in new ConfigurationError('wrong')).toBe(false);
  });
});
