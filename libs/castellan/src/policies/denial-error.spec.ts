import { toAnswer } from '../errors/index.js';
import { ANONYMOUS, user } from './callers.spec-helper.js';
import { deny, NO_REQUIREMENT, type DenialReason } from './decision.js';
import { toError } from './denial-error.js';

const REASONS: readonly DenialReason[] = [
  'anonymous',
  'no_requirement',
  'pool',
  'group',
  'scope',
  'claim',
  'stale_authentication',
  'weak_authentication',
  'unknown_authentication',
  'rule',
  'excluded',
  'subject_not_loaded',
];

describe('the error of a denial', () => {
  it.each(REASONS)('asks an anonymous caller for credentials, for the reason %s', (reason) => {
    const answer = toAnswer(toError(deny(reason, 'no'), ANONYMOUS));
    expect(answer).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer realm="api"' } });
  });

  it('is 404 for a subject that is not there, whoever asks', () => {
    const denied = deny('subject_not_found', 'no');
    for (const caller of [ANONYMOUS, user()]) {
      expect(toAnswer(toError(denied, caller))).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
  });

  it.each(['no_requirement', 'pool', 'group', 'claim', 'rule', 'excluded', 'subject_not_loaded'] as const)(
    'is 403 without a challenge for %s',
    (reason) => {
      const answer = toAnswer(toError(deny(reason, 'no'), user()));
      expect(answer.status).toBe(403);
      expect(answer.body.code).toBe('access_denied');
      expect(answer.headers).not.toHaveProperty('www-authenticate');
    },
  );

  it('names the needed scopes when scopes are all that is missing', () => {
    const denied = deny('scope', 'no', { missing: { scopes: ['b'] }, requiredScopes: ['a', 'b'] });
    const answer = toAnswer(toError(denied, user()));
    expect(answer.status).toBe(403);
    expect(answer.headers['www-authenticate']).toBe(
      'Bearer realm="api", error="insufficient_scope", scope="a b"',
    );
  });

  it.each(['stale_authentication', 'weak_authentication', 'unknown_authentication'] as const)(
    'is 401 and says what sign-in is asked for %s',
    (reason) => {
      const authentication = { maxAgeSeconds: 60, acrValues: ['mfa'] };
      const answer = toAnswer(toError(deny(reason, 'no', { authentication }), user()));
      expect(answer).toMatchObject({ status: 401, body: { code: 'insufficient_user_authentication' } });
      expect(answer.headers['www-authenticate']).toBe(
        'Bearer realm="api", error="insufficient_user_authentication", max_age="60", acr_values="mfa"',
      );
      expect(toError(deny(reason, 'no'), user())).toMatchObject({ httpStatus: 401, demand: {} });
    },
  );

  it('falls back to the missing scopes, and to none', () => {
    expect(toError(deny('scope', 'no', { missing: { scopes: ['b'] } }), user())).toMatchObject({
      requiredScopes: ['b'],
    });
    expect(toError(deny('scope', 'no'), user())).toMatchObject({ requiredScopes: [] });
  });

  it('is 404 for a subject that is not there', () => {
    expect(toError(deny('subject_not_found', 'no'), user())).toMatchObject({ httpStatus: 404 });
  });

  it('is 500 with its cause for a failure, for anybody', () => {
    const cause = new Error('broken');
    for (const caller of [ANONYMOUS, user()]) {
      const error = toError(deny('policy_failed', 'no', { cause }), caller);
      expect(error).toMatchObject({ httpStatus: 500, code: 'policy_failed', cause });
    }
  });

  it('is 401 for an anonymous caller and 403 for a known one where no requirement is stated', () => {
    expect(toError(NO_REQUIREMENT, ANONYMOUS).httpStatus).toBe(401);
    expect(toError(NO_REQUIREMENT, user()).httpStatus).toBe(403);
  });
});
