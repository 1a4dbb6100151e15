import { inspect } from 'node:util';
import { faultOf, isRefusal, oauthErrorOf } from './openid-fault.js';

const asError = (fields: object) => Object.assign(new Error('message with eyJtoken'), fields);

describe('what openid-client throws', () => {
  it.each([
    [{ name: 'AuthorizationResponseError', error: 'access_denied' }, true],
    [{ name: 'AuthorizationResponseError', error: 'server_error' }, true],
    [{ name: 'ResponseBodyError', error: 'invalid_grant' }, true],
    [{ name: 'ResponseBodyError', error: 'invalid_client' }, false],
    [{ name: 'ClientError', code: 'OAUTH_JWT_CLAIM_COMPARISON_FAILED' }, true],
    [{ name: 'ClientError', code: 'OAUTH_INVALID_RESPONSE' }, true],
    [{ name: 'ClientError', code: 'OAUTH_TIMEOUT' }, false],
    [{ name: 'ClientError', code: 'OAUTH_RESPONSE_IS_NOT_CONFORM' }, false],
  ])('is a refusal or not: %j, %s', (fields, refusal) => {
    expect(isRefusal(asError(fields))).toBe(refusal);
  });

  it('is no refusal where it is no error of OpenID at all', () => {
    expect([isRefusal(new TypeError('fetch failed')), isRefusal(undefined), isRefusal('x')]).toEqual([
      false,
      false,
      false,
    ]);
    expect(oauthErrorOf(asError({ error: 'with spaces and <script>' }))).toBeUndefined();
  });

  it('is told without the answers that are attached to it', () => {
    const fault = faultOf(
      asError({ name: 'ClientError', code: 'OAUTH_INVALID_RESPONSE', cause: { body: 'eyJtoken' } }),
    );
    expect(inspect(fault, { depth: 9 })).not.toContain('eyJtoken');
    expect(fault.message).toBe('ClientError: OAUTH_INVALID_RESPONSE');
    expect(faultOf(new TypeError('fetch failed')).message).toBe('TypeError: fetch failed');
  });
});
