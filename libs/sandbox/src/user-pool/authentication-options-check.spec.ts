import type { UserPoolOptions } from '../user-pool-options.js';
import { checkUserPoolOptions } from './pool-options-check.js';

/** The message for options as a JavaScript program may write them. */
function fault(pool: object): string {
  try {
    checkUserPoolOptions([{ clients: [], ...pool }] as UserPoolOptions[], 'eu-west-1');
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return (error as TypeError).message;
  }
  return 'no fault';
}

describe('the options about signing in', () => {
  it('are accepted when they are complete', () => {
    const message = fault({
      clients: [
        { name: 'web', authSessionMinutes: 15, refreshTokenRotation: { retryGracePeriodSeconds: 60 } },
        { name: 'other', refreshTokenRotation: {}, explicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] },
      ],
      mfa: { configuration: 'ON', types: ['SMS_MFA', 'EMAIL_OTP', 'SOFTWARE_TOKEN_MFA'] },
      firstAuthFactors: ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'],
      passkeys: { relyingPartyId: 'login.example.com', userVerification: 'required' },
      deviceTracking: { challengeRequiredOnNewDevice: true, rememberedOnUserPrompt: false },
      risk: {
        ipAddresses: { '192.0.2.1': 'High' },
        actions: { High: 'BLOCK', Low: 'NO_ACTION' },
        notify: true,
        blockedIpRanges: ['192.0.2.0/24', '2001:db8::/32'],
        skippedIpRanges: ['192.0.2.9'],
        compromisedPasswords: ['Passw0rd!'],
      },
    });
    expect(message).toBe('no fault');
    expect(fault({ mfa: {}, deviceTracking: {}, risk: {}, firstAuthFactors: [] })).toBe('no fault');
  });

  it.each([
    [{ mfa: { configuration: 'SOMETIMES' } }, 'userPools[0].mfa.configuration'],
    [{ mfa: { types: ['PIGEON'] } }, 'userPools[0].mfa.types[0]'],
    [{ mfa: { type: 'SMS_MFA' } }, 'userPools[0].mfa.type'],
    [{ firstAuthFactors: ['MAGIC'] }, 'userPools[0].firstAuthFactors[0]'],
    [{ passkeys: { relyingPartyId: 'https://example.com' } }, 'userPools[0].passkeys.relyingPartyId'],
    [{ passkeys: { userVerification: 'never' } }, 'userPools[0].passkeys.userVerification'],
    [
      { deviceTracking: { rememberedOnUserPrompt: 'yes' } },
      'userPools[0].deviceTracking.rememberedOnUserPrompt',
    ],
    [{ risk: { ipAddresses: { '192.0.2.1': 'Huge' } } }, 'userPools[0].risk.ipAddresses["192.0.2.1"]'],
    [{ risk: { actions: { High: 'SHOUT' } } }, 'userPools[0].risk.actions.High'],
    [{ risk: { actions: { Huge: 'BLOCK' } } }, 'userPools[0].risk.actions.Huge'],
    [{ risk: { blockedIpRanges: ['192.0.2.0/33'] } }, 'userPools[0].risk.blockedIpRanges[0]'],
    [{ risk: { skippedIpRanges: ['somewhere'] } }, 'userPools[0].risk.skippedIpRanges[0]'],
    [{ risk: { skippedIpRanges: ['192.0.2.0/24/1'] } }, 'userPools[0].risk.skippedIpRanges[0]'],
    [{ risk: { notify: 1 } }, 'userPools[0].risk.notify'],
    [{ risk: { compromisedPasswords: [1] } }, 'userPools[0].risk.compromisedPasswords[0]'],
    [{ clients: [{ name: 'web', authSessionMinutes: 16 }] }, 'userPools[0].clients[0].authSessionMinutes'],
    [
      { clients: [{ name: 'web', refreshTokenRotation: { retryGracePeriodSeconds: 61 } }] },
      'userPools[0].clients[0].refreshTokenRotation.retryGracePeriodSeconds',
    ],
    [
      {
        clients: [{ name: 'web', refreshTokenRotation: {}, explicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'] }],
      },
      'userPools[0].clients[0].explicitAuthFlows',
    ],
  ])('are refused by name: %j', (pool, path) => {
    expect(fault(pool)).toContain(`${path}: found`);
  });
});
