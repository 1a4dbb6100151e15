import type { CastellanError } from '../errors/index.js';
import { ACCESS_TOKEN, type CognitoServer, startCognitoServer } from './cognito-server.spec-helper.js';

const credentials = () => Promise.resolve({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' });

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

type Call = (server: CognitoServer['users']) => Promise<unknown>;

const CODE = { kind: 'challenge', username: 'ada', session: 'session' } as const;

describe('an answer of Cognito that has nothing in it', () => {
  let cognito: CognitoServer;

  beforeAll(async () => {
    cognito = await startCognitoServer({}, { administration: { credentials }, revealUserExistence: true });
  });
  afterAll(() => cognito.close());

  it.each<[string, Call]>([
    ['refresh', (users) => users.refresh({ refreshToken: 'token' })],
    ['startTotp', (users) => users.mfa.startTotp({ session: 's' }, { issuer: 'i', account: 'a' })],
    ['admin.create', (users) => users.admin.create({ username: 'ada' })],
    ['admin.groups.get', (users) => users.admin.groups.get('editors')],
  ])('is no answer to %s', async (_what, call) => {
    await expect(call(cognito.users)).rejects.toMatchObject({ code: 'user_pool_unavailable' });
  });

  it.each<[string, Call]>([
    ['signIn', (users) => users.signIn({ username: 'ada', password: 'p' })],
    ['answerChallenge', (users) => users.answerChallenge({ ...CODE, name: 'SMS_MFA', code: '1' })],
  ])('is nothing that %s knows', async (_what, call) => {
    await expect(call(cognito.users)).rejects.toMatchObject({
      code: 'challenge_unsupported',
      httpStatus: 501,
    });
  });

  it('is no code that was right', async () => {
    await expect(cognito.users.mfa.finishTotp({ session: 's' }, '123456')).rejects.toMatchObject({
      code: 'totp_code_refused',
    });
  });

  it.each<[string, Call, unknown]>([
    ['signUp', (users) => users.signUp({ username: 'ada' }), { confirmed: false, delivery: undefined }],
    ['confirmSignUp', (users) => users.confirmSignUp({ username: 'ada', code: '1' }), {}],
    ['resend', (users) => users.resendConfirmationCode({ username: 'ada' }), { delivery: undefined }],
    ['forgotPassword', (users) => users.forgotPassword({ username: 'ada' }), { delivery: undefined }],
    ['account.get', (users) => users.account.get(ACCESS_TOKEN), { username: '', mfaMethods: [] }],
    ['account.factors', (users) => users.account.factors(ACCESS_TOKEN), { factors: [], mfaMethods: [] }],
    ['updateAttributes', (users) => users.account.updateAttributes(ACCESS_TOKEN, {}), []],
    ['sendVerificationCode', (users) => users.account.sendVerificationCode(ACCESS_TOKEN, 'email'), undefined],
    ['devices.list', (users) => all(users.devices.list(ACCESS_TOKEN)), []],
    ['devices.get', (users) => users.devices.get(ACCESS_TOKEN, 'key'), { deviceKey: '' }],
    ['passkeys.start', (users) => users.passkeys.startRegistration(ACCESS_TOKEN), {}],
    ['passkeys.list', (users) => all(users.passkeys.list(ACCESS_TOKEN)), []],
    ['admin.get', (users) => users.admin.get('ada'), { enabled: false, status: 'UNKNOWN', sub: '' }],
    ['admin.list', (users) => all(users.admin.list()), []],
    ['admin.devices', (users) => all(users.admin.devices('ada')), []],
    ['admin.signInEvents', (users) => all(users.admin.signInEvents('ada')), []],
    ['groups.list', (users) => all(users.admin.groups.list()), []],
    ['groups.of', (users) => all(users.admin.groups.of('ada')), []],
    ['groups.members', (users) => all(users.admin.groups.members('editors')), []],
  ])('gives %s nothing to tell', async (_what, call, expected) => {
    const found: unknown = await call(cognito.users);
    if (expected === undefined || Array.isArray(expected)) expect(found).toEqual(expected);
    else expect(found).toMatchObject(expected as object);
  });
});

describe('an answer of Cognito that leaves the details out', () => {
  let cognito: CognitoServer;

  beforeAll(async () => {
    cognito = await startCognitoServer(
      {
        ListUsers: () => ({ Users: [{}, { Attributes: [{ Name: 'nickname' }, {}] }] }),
        AdminListUserAuthEvents: () => ({ AuthEvents: [{}] }),
        ListDevices: () => ({ Devices: [{}], PaginationToken: 'for ever' }),
        ListWebAuthnCredentials: () => ({ Credentials: [{}] }),
        UpdateUserAttributes: () => ({ CodeDeliveryDetailsList: [{}] }),
        InitiateAuth: () => ({ AuthenticationResult: { IdToken: 'token' } }),
      },
      { administration: { credentials } },
    );
  });
  afterAll(() => cognito.close());

  it('gives lists of what there is, and of no more than one page that comes again', async () => {
    const { users } = cognito;
    const [first, second] = await all(users.admin.list());
    expect(first).toMatchObject({ username: '', sub: '', enabled: false });
    expect(second!.attributes.nickname).toBe('');
    expect(await all(users.admin.signInEvents('ada'))).toMatchObject([
      { eventId: '', compromisedCredentials: false },
    ]);
    expect(await all(users.devices.list(ACCESS_TOKEN))).toHaveLength(2);
    expect(await all(users.passkeys.list(ACCESS_TOKEN))).toMatchObject([{ credentialId: '' }]);
    expect(await users.account.updateAttributes(ACCESS_TOKEN, {})).toEqual([
      { medium: undefined, destination: undefined, attribute: undefined },
    ]);
  });

  it('gives no tokens without an access token', async () => {
    await expect(cognito.users.signIn({ username: 'ada', password: 'p' })).rejects.toMatchObject({
      code: 'user_pool_unavailable',
    } satisfies Partial<CastellanError>);
  });
});
