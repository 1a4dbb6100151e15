import {
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminGetUserCommand,
  AdminSetUserMFAPreferenceCommand,
  AssociateSoftwareTokenCommand,
  GetUserAuthFactorsCommand,
  GetUserCommand,
  GetUserPoolMfaConfigCommand,
  SetUserMFAPreferenceCommand,
  SetUserPoolMfaConfigCommand,
  VerifySoftwareTokenCommand,
  type SetUserPoolMfaConfigCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import { Secret, TOTP } from 'otpauth';

import { Sandbox } from '../../sandbox.js';
import { flowsOf, PASSWORD, POOL_ID, TOKENS } from './sdk.spec-helper.js';

const MISMATCH = { name: 'CodeMismatchException' };

describe('second factors', () => {
  let sandbox: Sandbox;
  let flows: ReturnType<typeof flowsOf>;
  let now = Date.UTC(2026, 0, 1);
  let users = 0;

  beforeAll(async () => {
    sandbox = await Sandbox.start({
      clock: () => now,
      userPools: [
        {
          userPoolId: POOL_ID,
          clients: [
            { name: 'web', clientId: 'web' },
            { name: 'other', clientId: 'other' },
          ],
          mfa: { configuration: 'OPTIONAL', types: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] },
        },
      ],
    });
    flows = flowsOf(sandbox);
  });

  afterAll(async () => {
    flows.sdk.destroy();
    await sandbox.stop();
  });

  /** A confirmed user with an e-mail address and a phone number, unless told otherwise. */
  const newUser = async (attributes: Record<string, string> = ADDRESSES) => {
    const username = `user-${(users += 1)}`;
    await flows.sdk.send(
      new AdminCreateUserCommand({
        UserPoolId: POOL_ID,
        Username: username,
        MessageAction: 'SUPPRESS',
        UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
      }),
    );
    await flows.setPassword(username, PASSWORD, true);
    return username;
  };
  const accessTokenOf = async (username: string) =>
    (await flows.signIn(username)).AuthenticationResult!.AccessToken!;
  const codeOf = (secret: string) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now });
  /** Another code than the right one. */
  const wrongCodeOf = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');
  const setUpToken = async (username: string) => {
    const AccessToken = await accessTokenOf(username);
    const { SecretCode } = await flows.sdk.send(new AssociateSoftwareTokenCommand({ AccessToken }));
    const UserCode = codeOf(SecretCode!);
    await flows.sdk.send(
      new VerifySoftwareTokenCommand({ AccessToken, UserCode, FriendlyDeviceName: 'My phone' }),
    );
    const settings = { SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } };
    await flows.sdk.send(new SetUserMFAPreferenceCommand({ AccessToken, ...settings }));
    now += 60_000;
    return SecretCode!;
  };
  const prefer = (Username: string, settings: object) =>
    flows.sdk.send(new AdminSetUserMFAPreferenceCommand({ UserPoolId: POOL_ID, Username, ...settings }));
  const configure = (settings: Partial<SetUserPoolMfaConfigCommandInput>) =>
    flows.sdk.send(new SetUserPoolMfaConfigCommand({ UserPoolId: POOL_ID, ...settings }));
  const everything = (MfaConfiguration: 'ON' | 'OPTIONAL') =>
    configure({
      MfaConfiguration,
      SmsMfaConfiguration: {},
      EmailMfaConfiguration: {},
      SoftwareTokenMfaConfiguration: { Enabled: true },
    });

  it('are not asked for where the user has switched none on', async () => {
    await expect(flows.signIn(await newUser())).resolves.toMatchObject(TOKENS);
  });

  it('are asked for from an authenticator app, whose codes are taken once each', async () => {
    const username = await newUser();
    const secret = await setUpToken(username);
    const challenge = await flows.signIn(username);
    expect(challenge).toMatchObject({
      ChallengeName: 'SOFTWARE_TOKEN_MFA',
      ChallengeParameters: { FRIENDLY_DEVICE_NAME: 'My phone' },
    });
    expect(challenge.AuthenticationResult).toBeUndefined();
    const answer = (code: string, session = challenge.Session!) =>
      flows.respond('SOFTWARE_TOKEN_MFA', session, { USERNAME: username, SOFTWARE_TOKEN_MFA_CODE: code });
    const code = codeOf(secret);
    await expect(answer(wrongCodeOf(code))).rejects.toMatchObject({
      ...MISMATCH,
      message: 'Invalid code received for user',
    });
    await expect(answer('12345')).rejects.toMatchObject(MISMATCH);
    await expect(answer(code)).resolves.toMatchObject(TOKENS);
    await expect(answer(code)).rejects.toMatchObject({
      message: 'Invalid session for the user, session can only be used once.',
    });
    const again = await flows.signIn(username);
    await expect(answer(code, again.Session)).rejects.toMatchObject({
      name: 'ExpiredCodeException',
      message: 'Your software token has already been used once.',
    });
    now += 30_000;
    await expect(answer(codeOf(secret), again.Session)).resolves.toMatchObject(TOKENS);
  });

  it('take the codes of the periods beside this one, and no older ones', async () => {
    const username = await newUser();
    const secret = await setUpToken(username);
    const code = codeOf(secret);
    const { Session } = await flows.signIn(username);
    now += 60_000;
    const answer = () =>
      flows.respond('SOFTWARE_TOKEN_MFA', Session, { USERNAME: username, SOFTWARE_TOKEN_MFA_CODE: code });
    await expect(answer()).rejects.toMatchObject(MISMATCH);
    now -= 30_000;
    await expect(answer()).resolves.toMatchObject(TOKENS);
    now += 120_000;
  });

  it('do not take another code when two answers come at once', async () => {
    const username = await newUser();
    const secret = await setUpToken(username);
    const { Session } = await flows.signIn(username);
    const answer = () =>
      flows.respond('SOFTWARE_TOKEN_MFA', Session, {
        USERNAME: username,
        SOFTWARE_TOKEN_MFA_CODE: codeOf(secret),
      });
    const results = await Promise.allSettled([answer(), answer(), answer()]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('refuse a wrong code while an authenticator app is set up, and describe the user afterwards', async () => {
    const username = await newUser();
    const AccessToken = await accessTokenOf(username);
    const { SecretCode, Session } = await flows.sdk.send(new AssociateSoftwareTokenCommand({ AccessToken }));
    expect(Session).toBeUndefined();
    expect(SecretCode).toMatch(/^[A-Z2-7]{52}$/);
    const verify = (UserCode: string) =>
      flows.sdk.send(new VerifySoftwareTokenCommand({ AccessToken, UserCode }));
    await expect(verify(wrongCodeOf(codeOf(SecretCode!)))).rejects.toMatchObject({
      name: 'EnableSoftwareTokenMFAException',
    });
    await expect(prefer(username, { SoftwareTokenMfaSettings: { Enabled: true } })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA',
    });
    await expect(verify(codeOf(SecretCode!))).resolves.toMatchObject({ Status: 'SUCCESS' });
    await expect(verify(codeOf(SecretCode!))).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await prefer(username, {
      SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
      EmailMfaSettings: { Enabled: true },
    });
    const described = {
      PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA',
      UserMFASettingList: ['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'],
    };
    await expect(flows.sdk.send(new GetUserCommand({ AccessToken }))).resolves.toMatchObject(described);
    await expect(
      flows.sdk.send(new AdminGetUserCommand({ UserPoolId: POOL_ID, Username: username })),
    ).resolves.toMatchObject(described);
    await expect(flows.sdk.send(new GetUserAuthFactorsCommand({ AccessToken }))).resolves.toMatchObject({
      Username: username,
      ...described,
      ConfiguredUserAuthFactors: ['PASSWORD'],
    });
  });

  it('are sent by SMS or by e-mail', async () => {
    for (const [settings, name, medium, destination] of [
      ['SMSMfaSettings', 'SMS_MFA', 'SMS', '+*******0123'],
      ['EmailMfaSettings', 'EMAIL_OTP', 'EMAIL', 's***@e***'],
    ] as const) {
      const username = await newUser();
      await prefer(username, { [settings]: { Enabled: true } });
      const { ChallengeName, ChallengeParameters, Session } = await flows.signIn(username);
      expect(ChallengeName).toBe(name);
      expect(ChallengeParameters).toMatchObject({
        CODE_DELIVERY_DELIVERY_MEDIUM: medium,
        CODE_DELIVERY_DESTINATION: destination,
      });
      const code = flows.lastCode(username);
      expect(code).toMatch(/^\d{6}$/);
      const answer = (given: string) =>
        flows.respond(name, Session, { USERNAME: username, [`${name}_CODE`]: given });
      await expect(answer(wrongCodeOf(code))).rejects.toMatchObject({
        ...MISMATCH,
        message: 'Invalid code or auth state for the user.',
      });
      await expect(answer(code)).resolves.toMatchObject(TOKENS);
    }
  });

  it('cannot be switched on without an address, nor two be preferred at once', async () => {
    const username = await newUser({ email: 'some@example.com' });
    await expect(prefer(username, { SMSMfaSettings: { Enabled: true } })).rejects.toMatchObject({
      message: 'User does not have delivery config set to turn on SMS_MFA',
    });
    const both = await newUser();
    const wanted = { Enabled: true, PreferredMfa: true };
    await expect(prefer(both, { SMSMfaSettings: wanted, EmailMfaSettings: wanted })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    await expect(
      prefer(both, { SMSMfaSettings: { Enabled: false, PreferredMfa: true } }),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(flows.signIn(both)).resolves.toMatchObject(TOKENS);
  });

  it('are chosen by the user who has several and prefers none', async () => {
    const username = await newUser();
    await prefer(username, { SMSMfaSettings: { Enabled: true }, EmailMfaSettings: { Enabled: true } });
    const { ChallengeName, ChallengeParameters, Session } = await flows.signIn(username);
    expect(ChallengeName).toBe('SELECT_MFA_TYPE');
    expect(JSON.parse(ChallengeParameters!.MFAS_CAN_CHOOSE!)).toEqual(['SMS_MFA', 'EMAIL_OTP']);
    const choose = (ANSWER: string) =>
      flows.respond('SELECT_MFA_TYPE', Session, { USERNAME: username, ANSWER });
    await expect(choose('SOFTWARE_TOKEN_MFA')).rejects.toMatchObject({ name: 'InvalidParameterException' });
    const chosen = await choose('EMAIL_OTP');
    expect(chosen.ChallengeName).toBe('EMAIL_OTP');
    await expect(
      flows.respond('EMAIL_OTP', chosen.Session, {
        USERNAME: username,
        EMAIL_OTP_CODE: flows.lastCode(username),
      }),
    ).resolves.toMatchObject(TOKENS);
  });

  it('are no more asked for once they are switched off', async () => {
    const username = await newUser();
    await prefer(username, { SMSMfaSettings: { Enabled: true, PreferredMfa: true } });
    await prefer(username, { SMSMfaSettings: { Enabled: false } });
    await expect(flows.signIn(username)).resolves.toMatchObject(TOKENS);
    const user = await flows.sdk.send(new AdminGetUserCommand({ UserPoolId: POOL_ID, Username: username }));
    expect([user.PreferredMfaSetting, user.UserMFASettingList]).toEqual([undefined, undefined]);
  });

  it('are of one user and one client, and of no answer to another challenge', async () => {
    const [username, other] = [await newUser(), await newUser()];
    await prefer(username, { EmailMfaSettings: { Enabled: true } });
    await prefer(other, { EmailMfaSettings: { Enabled: true } });
    const [{ Session }, theirs] = [await flows.signIn(username), await flows.signIn(other)];
    const invalid = { name: 'NotAuthorizedException', message: 'Invalid session for the user.' };
    const code = { USERNAME: username, EMAIL_OTP_CODE: flows.lastCode(username) };
    await expect(flows.respond('EMAIL_OTP', theirs.Session, code)).rejects.toMatchObject(invalid);
    await expect(flows.respond('EMAIL_OTP', Session, { ...code, USERNAME: other })).rejects.toMatchObject(
      invalid,
    );
    await expect(flows.respond('EMAIL_OTP', Session, code, { ClientId: 'other' })).rejects.toMatchObject(
      invalid,
    );
    await expect(
      flows.respond('NEW_PASSWORD_REQUIRED', Session, { USERNAME: username, NEW_PASSWORD: PASSWORD }),
    ).rejects.toMatchObject(invalid);
    await expect(flows.respond('EMAIL_OTP', undefined, code)).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    now += 180_000;
    await expect(flows.respond('EMAIL_OTP', Session, code)).rejects.toMatchObject({
      message: 'Invalid session for the user, session is expired.',
    });
  });

  it('give no tokens to a user who was disabled, or whose password was reset, in between', async () => {
    const username = await newUser();
    await prefer(username, { EmailMfaSettings: { Enabled: true } });
    const challenges = [await flows.signIn(username), await flows.signIn(username)];
    const [first, second] = sandbox
      .messages(POOL_ID, username)
      .map(({ code }) => code!)
      .slice(-2);
    await flows.setPassword(username, 'Temporary-Horse-1', false);
    await expect(
      flows.respond('EMAIL_OTP', challenges[0]!.Session, { USERNAME: username, EMAIL_OTP_CODE: first! }),
    ).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await flows.setPassword(username, PASSWORD, true);
    await flows.sdk.send(new AdminDisableUserCommand({ UserPoolId: POOL_ID, Username: username }));
    await expect(
      flows.respond('EMAIL_OTP', challenges[1]!.Session, { USERNAME: username, EMAIL_OTP_CODE: second! }),
    ).rejects.toMatchObject({ message: 'User is disabled.' });
  });

  describe('where everybody must show one', () => {
    beforeAll(() => everything('ON'));
    afterAll(() => everything('OPTIONAL'));

    it('are set up on the way in by who has none', async () => {
      const username = await newUser({});
      const setup = await flows.signIn(username);
      expect(setup.ChallengeName).toBe('MFA_SETUP');
      expect(JSON.parse(setup.ChallengeParameters!.MFAS_CAN_SETUP!)).toContain('SOFTWARE_TOKEN_MFA');
      const finish = (session: string | undefined) =>
        flows.respond('MFA_SETUP', session, { USERNAME: username });
      await expect(finish(setup.Session)).rejects.toMatchObject({ name: 'InvalidParameterException' });

      const begun = await flows.sdk.send(new AssociateSoftwareTokenCommand({ Session: setup.Session }));
      await expect(finish(begun.Session)).rejects.toMatchObject({ name: 'InvalidParameterException' });
      await expect(
        flows.sdk.send(new AssociateSoftwareTokenCommand({ Session: setup.Session })),
      ).rejects.toMatchObject({ name: 'NotAuthorizedException' });
      const verify = (UserCode: string) =>
        flows.sdk.send(new VerifySoftwareTokenCommand({ Session: begun.Session, UserCode }));
      await expect(verify(wrongCodeOf(codeOf(begun.SecretCode!)))).rejects.toMatchObject({
        name: 'EnableSoftwareTokenMFAException',
      });
      const verified = await verify(codeOf(begun.SecretCode!));
      expect(verified.Status).toBe('SUCCESS');
      await expect(finish(verified.Session)).resolves.toMatchObject(TOKENS);

      now += 60_000;
      const next = await flows.signIn(username);
      expect(next.ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
      await expect(
        flows.respond('SOFTWARE_TOKEN_MFA', next.Session, {
          USERNAME: username,
          SOFTWARE_TOKEN_MFA_CODE: codeOf(begun.SecretCode!),
        }),
      ).resolves.toMatchObject(TOKENS);
    });

    it('come after the new password of who had a temporary one', async () => {
      const username = await newUser({ email: 'some@example.com' });
      await flows.setPassword(username, 'Temporary-Horse-1', false);
      const first = await flows.signIn(username, {}, 'Temporary-Horse-1');
      const second = await flows.respond('NEW_PASSWORD_REQUIRED', first.Session, {
        USERNAME: username,
        NEW_PASSWORD: PASSWORD,
      });
      expect(second.ChallengeName).toBe('EMAIL_OTP');
      await expect(
        flows.respond('EMAIL_OTP', second.Session, {
          USERNAME: username,
          EMAIL_OTP_CODE: flows.lastCode(username),
        }),
      ).resolves.toMatchObject(TOKENS);
    });
  });

  it('are configured by administrators, messages included', async () => {
    await configure({
      MfaConfiguration: 'OPTIONAL',
      EmailMfaConfiguration: { Message: 'Code {####} for you', Subject: 'Here' },
    });
    await expect(
      flows.sdk.send(new GetUserPoolMfaConfigCommand({ UserPoolId: POOL_ID })),
    ).resolves.toMatchObject({
      MfaConfiguration: 'OPTIONAL',
      SoftwareTokenMfaConfiguration: { Enabled: false },
      EmailMfaConfiguration: { Message: 'Code {####} for you', Subject: 'Here' },
    });
    const username = await newUser();
    await prefer(username, { EmailMfaSettings: { Enabled: true } });
    await flows.signIn(username);
    const message = sandbox.messages(POOL_ID, username).at(-1)!;
    expect(message).toMatchObject({ subject: 'Here', text: `Code ${message.code!} for you` });
    await expect(
      flows.sdk.send(
        new AssociateSoftwareTokenCommand({ AccessToken: await accessTokenOf(await newUser()) }),
      ),
    ).rejects.toMatchObject({ name: 'SoftwareTokenMFANotFoundException' });
    await expect(configure({ MfaConfiguration: 'ON' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    await everything('OPTIONAL');
  });

  it('are set up by an access token or a session, of which exactly one is given', async () => {
    await expect(flows.sdk.send(new AssociateSoftwareTokenCommand({}))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    await expect(
      flows.sdk.send(new AssociateSoftwareTokenCommand({ Session: 'a-session-that-was-made-up' })),
    ).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });
});

const ADDRESSES = { email: 'some@example.com', email_verified: 'true', phone_number: '+12025550123' };
