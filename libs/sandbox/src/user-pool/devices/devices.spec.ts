import {
  AdminForgetDeviceCommand,
  AdminGetDeviceCommand,
  AdminListDevicesCommand,
  AdminUpdateDeviceStatusCommand,
  AdminSetUserMFAPreferenceCommand,
  ConfirmDeviceCommand,
  ForgetDeviceCommand,
  GetDeviceCommand,
  ListDevicesCommand,
  UpdateDeviceStatusCommand,
  type AuthenticationResultType,
} from '@aws-sdk/client-cognito-identity-provider';
import {
  createDeviceVerifier,
  createSrpSession,
  signSrpSession,
  signSrpSessionWithDevice,
  wrapAuthChallenge,
  wrapInitiateAuth,
} from 'cognito-srp-helper';
import { decodeJwt } from 'jose';

import { Sandbox } from '../../sandbox.js';
import { flowsOf, PASSWORD, POOL_ID, type SrpChallenge, TOKENS } from '../sign-in/sdk.spec-helper.js';

const UNKNOWN = { name: 'ResourceNotFoundException', message: 'Device does not exist.' };
const USERS = ['alice', 'bob', 'carol', 'dave', 'eve'];

describe('devices', () => {
  let sandbox: Sandbox;
  let flows: ReturnType<typeof flowsOf>;
  let rememberedOnUserPrompt = false;

  const start = async (deviceTracking?: { rememberedOnUserPrompt: boolean }) => {
    sandbox = await Sandbox.start({
      userPools: [
        {
          userPoolId: POOL_ID,
          clients: [{ name: 'web', clientId: 'web' }],
          mfa: { configuration: 'OPTIONAL', types: ['EMAIL_OTP'] },
          ...(deviceTracking && {
            deviceTracking: { ...deviceTracking, challengeRequiredOnNewDevice: true },
          }),
          users: USERS.map((username) => ({
            username,
            password: PASSWORD,
            attributes: { email: `${username}@example.com` },
          })),
        },
      ],
    });
    flows = flowsOf(sandbox);
  };

  beforeEach(() => start({ rememberedOnUserPrompt }));

  afterEach(async () => {
    flows.sdk.destroy();
    await sandbox.stop();
  });

  /** Signs in with a new device that then makes itself a password. */
  const confirmed = async (username: string) => {
    const { AuthenticationResult } = await flows.signIn(username);
    const { DeviceKey, DeviceGroupKey } = AuthenticationResult!.NewDeviceMetadata!;
    const { DeviceSecretVerifierConfig, DeviceRandomPassword } = createDeviceVerifier(
      DeviceKey!,
      DeviceGroupKey!,
    );
    const { UserConfirmationNecessary } = await flows.sdk.send(
      new ConfirmDeviceCommand({
        AccessToken: AuthenticationResult!.AccessToken,
        DeviceKey,
        DeviceName: 'Test browser',
        DeviceSecretVerifierConfig,
      }),
    );
    return {
      tokens: AuthenticationResult!,
      device: { DEVICE_KEY: DeviceKey! },
      group: DeviceGroupKey!,
      devicePassword: DeviceRandomPassword,
      asked: UserConfirmationNecessary,
    };
  };
  type Confirmed = Awaited<ReturnType<typeof confirmed>>;

  /** Signs in with a device that is known, by both passwords, as cognito-srp-helper does. */
  const signInWithDevice = async (
    username: string,
    { device, group, devicePassword }: Pick<Confirmed, 'device' | 'group' | 'devicePassword'>,
  ) => {
    const session = createSrpSession(username, PASSWORD, POOL_ID, false);
    const begin = wrapInitiateAuth(session, {
      ClientId: 'web',
      AuthFlow: 'USER_SRP_AUTH',
      AuthParameters: { USERNAME: username, ...device },
    });
    const first = await flows.initiate('USER_SRP_AUTH', begin.AuthParameters);
    const signed = signSrpSession(session, first as SrpChallenge);
    const answer = (
      name: 'PASSWORD_VERIFIER' | 'DEVICE_SRP_AUTH' | 'DEVICE_PASSWORD_VERIFIER',
      by: object,
    ) => {
      const { ChallengeResponses } = wrapAuthChallenge(by as typeof signed, {
        ClientId: 'web',
        ChallengeName: name,
        ChallengeResponses: { USERNAME: username, ...device },
      });
      return ChallengeResponses as Record<string, string>;
    };
    const second = await flows.respond('PASSWORD_VERIFIER', undefined, answer('PASSWORD_VERIFIER', signed));
    if (second.ChallengeName !== 'DEVICE_SRP_AUTH') return second;
    const third = await flows.respond('DEVICE_SRP_AUTH', second.Session, answer('DEVICE_SRP_AUTH', signed));
    expect(third.ChallengeName).toBe('DEVICE_PASSWORD_VERIFIER');
    const bySelf = signSrpSessionWithDevice(signed, third as SrpChallenge, group, devicePassword);
    return flows.respond(
      'DEVICE_PASSWORD_VERIFIER',
      third.Session,
      answer('DEVICE_PASSWORD_VERIFIER', bySelf),
    );
  };
  const requireCode = (Username: string) =>
    flows.sdk.send(
      new AdminSetUserMFAPreferenceCommand({
        UserPoolId: POOL_ID,
        Username,
        EmailMfaSettings: { Enabled: true, PreferredMfa: true },
      }),
    );
  const claimsOf = ({ AccessToken }: AuthenticationResultType) => decodeJwt(AccessToken!);

  it('are tracked from the first sign-in, and named in the access token', async () => {
    const { tokens, device, asked } = await confirmed('alice');
    expect(device.DEVICE_KEY).toMatch(/^eu-west-1_[0-9a-f-]{36}$/);
    expect(claimsOf(tokens).device_key).toBe(device.DEVICE_KEY);
    expect(asked).toBe(false);
    const { Device } = await flows.sdk.send(
      new GetDeviceCommand({ AccessToken: tokens.AccessToken, DeviceKey: device.DEVICE_KEY }),
    );
    expect(Device!.DeviceAttributes).toEqual(
      expect.arrayContaining([
        { Name: 'device_name', Value: 'Test browser' },
        { Name: 'dev:device_remembered_status', Value: 'remembered' },
      ]),
    );
  });

  it('stand in for the second factor once they have proved their own password', async () => {
    const known = await confirmed('bob');
    await requireCode('bob');
    await expect(flows.signIn('bob')).resolves.toMatchObject({ ChallengeName: 'EMAIL_OTP' });
    const { AuthenticationResult } = await signInWithDevice('bob', known);
    expect(AuthenticationResult!.NewDeviceMetadata).toBeUndefined();
    expect(claimsOf(AuthenticationResult!).device_key).toBe(known.device.DEVICE_KEY);
  });

  it('do not with another password, nor for another user', async () => {
    const known = await confirmed('carol');
    const wrong = signInWithDevice('carol', { ...known, devicePassword: 'another' });
    await expect(wrong).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await expect(signInWithDevice('dave', known)).rejects.toMatchObject(UNKNOWN);
  });

  it('are not remembered any more once an administrator says so', async () => {
    const known = await confirmed('alice');
    await requireCode('alice');
    const subject = { UserPoolId: POOL_ID, Username: 'alice', DeviceKey: known.device.DEVICE_KEY };
    await flows.sdk.send(
      new AdminUpdateDeviceStatusCommand({ ...subject, DeviceRememberedStatus: 'not_remembered' }),
    );
    await expect(signInWithDevice('alice', known)).resolves.toMatchObject({ ChallengeName: 'EMAIL_OTP' });
    const { Device } = await flows.sdk.send(new AdminGetDeviceCommand(subject));
    expect(Device!.DeviceAttributes).toContainEqual({
      Name: 'dev:device_remembered_status',
      Value: 'not_remembered',
    });
  });

  it('are listed by pages and forgotten, by their user or an administrator', async () => {
    const [first, second, third] = [await confirmed('eve'), await confirmed('eve'), await confirmed('eve')];
    const { AccessToken } = third.tokens;
    const page = await flows.sdk.send(new ListDevicesCommand({ AccessToken, Limit: 2 }));
    expect(page.Devices).toHaveLength(2);
    const rest = await flows.sdk.send(
      new ListDevicesCommand({ AccessToken, PaginationToken: page.PaginationToken }),
    );
    expect(rest.Devices!.map(({ DeviceKey }) => DeviceKey)).toEqual([third.device.DEVICE_KEY]);
    await expect(
      flows.sdk.send(new ListDevicesCommand({ AccessToken, PaginationToken: 'x' })),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });

    await flows.sdk.send(new ForgetDeviceCommand({ AccessToken, DeviceKey: first.device.DEVICE_KEY }));
    const subject = { UserPoolId: POOL_ID, Username: 'eve' };
    await flows.sdk.send(new AdminForgetDeviceCommand({ ...subject, DeviceKey: second.device.DEVICE_KEY }));
    const left = await flows.sdk.send(new AdminListDevicesCommand(subject));
    expect(left.Devices).toHaveLength(1);
    await expect(
      flows.sdk.send(new ForgetDeviceCommand({ AccessToken, DeviceKey: first.device.DEVICE_KEY })),
    ).rejects.toMatchObject(UNKNOWN);
    await expect(signInWithDevice('eve', first)).rejects.toMatchObject(UNKNOWN);
    const refresh = flows.initiate('REFRESH_TOKEN_AUTH', {
      REFRESH_TOKEN: first.tokens.RefreshToken!,
      ...first.device,
    });
    await expect(refresh).rejects.toMatchObject(UNKNOWN);
  });

  it('are needed to refresh what was signed in with them', async () => {
    const { tokens, device } = await confirmed('dave');
    const refresh = (more: Record<string, string>) =>
      flows.initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: tokens.RefreshToken!, ...more });
    await expect(refresh({})).rejects.toMatchObject({ message: 'Invalid Refresh Token.' });
    await expect(refresh(device)).resolves.toMatchObject(TOKENS);
  });

  it('make themselves a password that can be checked, or are refused', async () => {
    const { AuthenticationResult } = await flows.signIn('alice');
    const confirm = (config: object | undefined, DeviceKey?: string) =>
      flows.sdk.send(
        new ConfirmDeviceCommand({
          AccessToken: AuthenticationResult!.AccessToken,
          DeviceKey: DeviceKey ?? AuthenticationResult!.NewDeviceMetadata!.DeviceKey,
          ...(config && { DeviceSecretVerifierConfig: config }),
        }),
      );
    const invalid = { name: 'InvalidParameterException' };
    await expect(confirm(undefined)).rejects.toMatchObject(invalid);
    await expect(confirm({ PasswordVerifier: 'AA==', Salt: 'AQ==' })).rejects.toMatchObject(invalid);
    await expect(confirm({ PasswordVerifier: '!', Salt: 'AQ==' })).rejects.toMatchObject(invalid);
    const other = 'eu-west-1_00000000-0000-4000-8000-000000000000';
    await expect(confirm({ PasswordVerifier: 'AQ==', Salt: 'AQ==' }, other)).rejects.toMatchObject(UNKNOWN);
    await expect(
      flows.sdk.send(
        new UpdateDeviceStatusCommand({
          AccessToken: AuthenticationResult!.AccessToken,
          DeviceKey: AuthenticationResult!.NewDeviceMetadata!.DeviceKey,
          DeviceRememberedStatus: 'remembered',
        }),
      ),
    ).rejects.toMatchObject(invalid);
  });

  describe('in a pool that asks the user', () => {
    beforeAll(() => {
      rememberedOnUserPrompt = true;
    });
    afterAll(() => {
      rememberedOnUserPrompt = false;
    });

    it('are remembered when the user says so', async () => {
      const known = await confirmed('alice');
      expect(known.asked).toBe(true);
      await requireCode('alice');
      await expect(signInWithDevice('alice', known)).resolves.toMatchObject({ ChallengeName: 'EMAIL_OTP' });
      await flows.sdk.send(
        new UpdateDeviceStatusCommand({
          AccessToken: known.tokens.AccessToken,
          DeviceKey: known.device.DEVICE_KEY,
          DeviceRememberedStatus: 'remembered',
        }),
      );
      await expect(signInWithDevice('alice', known)).resolves.toMatchObject(TOKENS);
    });
  });

  it('are not tracked by default', async () => {
    flows.sdk.destroy();
    await sandbox.stop();
    await start();
    const { AuthenticationResult } = await flows.signIn('alice');
    expect(AuthenticationResult!.NewDeviceMetadata).toBeUndefined();
    await expect(
      flows.sdk.send(new ListDevicesCommand({ AccessToken: AuthenticationResult!.AccessToken })),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});
