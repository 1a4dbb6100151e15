import { signInAddress } from './sign-in-address.js';

describe('signInAddress', () => {
  it.each([
    [{}, '/auth/login'],
    [{ path: '/session', provider: 'Google' }, '/session/login?provider=Google'],
    [{ provider: 'A&B', returnTo: '/app?x=1' }, '/auth/login?provider=A%26B&returnTo=%2Fapp%3Fx%3D1'],
    [
      { email: 'Ada@ACME.example', domains: ['acme.example'] },
      '/auth/login?idpIdentifier=acme.example&loginHint=Ada%40ACME.example',
    ],
    [{ email: 'ada@other.example', domains: ['acme.example'] }, '/auth/login?loginHint=ada%40other.example'],
    [
      { email: '"@acme.example"@other.example', domains: ['acme.example'] },
      '/auth/login?loginHint=%22%40acme.example%22%40other.example',
    ],
    [{ email: 'ada', domains: ['acme.example'] }, '/auth/login?loginHint=ada'],
  ])('of %j is %s', (options, address) => {
    expect(signInAddress(options)).toBe(address);
  });

  it('is of a provider or by an address, not both', () => {
    expect(() => signInAddress({ provider: 'Google', email: 'ada@acme.example' })).toThrow('not both');
  });
});
