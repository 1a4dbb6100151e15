import { ConfigurationError } from '../errors/index.js';
import { readUserPoolServiceOptions } from './settings.js';

const POOL = { userPoolId: 'eu-west-1_AbCdEfGhI', clientId: 'web' };

describe('the options of a user pool', () => {
  it('need nothing but the pool and the app client', () => {
    expect(readUserPoolServiceOptions(POOL)).toMatchObject({
      region: 'eu-west-1',
      endpoint: 'https://cognito-idp.eu-west-1.amazonaws.com',
      issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI',
      revealsUserExistence: false,
      answerStepMilliseconds: 500,
      timeoutMilliseconds: 5_000,
      administrator: undefined,
      signsInAsAdministrator: false,
    });
  });

  it.each([
    [undefined, /UserPoolService: found undefined/],
    [{ ...POOL, userPoolId: 'nonsense' }, /userPoolId: found "nonsense"/],
    [{ ...POOL, clientId: '' }, /clientId: found an empty string/],
    [{ ...POOL, clientSecret: '' }, /clientSecret: found an empty string/],
    [{ ...POOL, clientSecrets: 'x' }, /"clientSecrets", which is no option/],
    [{ ...POOL, endpoint: 'http://cognito.example' }, /endpoint/],
    [{ ...POOL, issuer: 'http://127.0.0.1:9330/eu-west-1_AbCdEfGhI' }, /endpoint: found nothing/],
    [{ ...POOL, administration: {} }, /administration.credentials: found undefined/],
    [{ ...POOL, administration: { credentials: { accessKeyId: 'AKIA' } } }, /administration.credentials/],
    [{ ...POOL, administration: { credentials: () => undefined, signIn: 1 } }, /administration.signIn/],
    [{ ...POOL, trustedProxies: ['everybody'] }, /trustedProxies/],
    [{ ...POOL, revealUserExistence: 'no' }, /revealUserExistence: found "no"/],
    [{ ...POOL, answerStepMilliseconds: -1 }, /answerStepMilliseconds: found -1/],
    [{ ...POOL, timeoutMilliseconds: 0 }, /timeoutMilliseconds: found 0/],
    [{ ...POOL, revocations: {} }, /revocations: found an object/],
    [{ ...POOL, revocations: null }, /revocations: found null/],
    [{ ...POOL, onConcealed: 'log' }, /onConcealed/],
    [{ ...POOL, onWarning: 1 }, /onWarning/],
  ])('say what is wrong: %j', (options, message) => {
    const read = (): unknown => readUserPoolServiceOptions(options);
    expect(read).toThrow(ConfigurationError);
    expect(read).toThrow(message);
  });

  it('show no secret when they are wrong', () => {
    const secret = 'the-secret-of-the-client';
    expect(() => readUserPoolServiceOptions({ ...POOL, clientSecret: [secret] })).toThrow(
      /clientSecret: found an array/,
    );
  });
});
