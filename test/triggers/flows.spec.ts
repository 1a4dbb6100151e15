import {
  AdminCreateUserCommand,
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  ForgotPasswordCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Sandbox, type TriggersOptions } from 'castellan-sandbox';
import {
  createAuthChallenge,
  customEmailSender,
  customMessage,
  defineAuthChallenge,
  postAuthentication,
  postConfirmation,
  preAuthentication,
  preSignUp,
  preTokenGenerationV1,
  preTokenGenerationV3,
  readTriggerRefusal,
  type TriggerEvent,
  TriggerRefusal,
  userMigration,
  verifyAuthChallengeResponse,
} from 'castellan/triggers';
import { decodeJwt } from 'jose';
import { machineToken } from '../support/sign-in.js';
import { FunctionServer } from './function-server.js';

const POOL = 'eu-west-1_FlowsABCD';
const PASSWORD = 'Correct-horse-1';
const SECRET = 'machine_secret_machine_secret_machine';

const credentials = { accessKeyId: 'AKIAEXAMPLEEXAMPLE00', secretAccessKey: 'any' };

/** The AWS SDK against a sandbox whose pool has these triggers. */
class Flows {
  private constructor(
    readonly sandbox: Sandbox,
    readonly cognito: CognitoIdentityProviderClient,
  ) {}

  static async start(triggers: TriggersOptions): Promise<Flows> {
    const sandbox = await Sandbox.start({
      userPools: [
        {
          userPoolId: POOL,
          clients: [
            {
              name: 'web',
              clientId: 'web_client',
              explicitAuthFlows: [
                'ALLOW_USER_PASSWORD_AUTH',
                'ALLOW_CUSTOM_AUTH',
                'ALLOW_REFRESH_TOKEN_AUTH',
              ],
            },
            {
              name: 'machine',
              clientId: 'machine_client',
              clientSecret: SECRET,
              clientCredentialsScopes: ['reports/read'],
            },
          ],
          groups: [{ groupName: 'editors' }],
          users: [
            {
              username: 'alice',
              password: PASSWORD,
              groups: ['editors'],
              attributes: { email: 'a@example.com' },
            },
          ],
          triggers,
        },
      ],
    });
    const { url: endpoint } = sandbox;
    return new Flows(
      sandbox,
      new CognitoIdentityProviderClient({ endpoint, region: 'eu-west-1', credentials, maxAttempts: 1 }),
    );
  }

  signUp(username: string, attributes: Readonly<Record<string, string>> = {}) {
    return this.cognito.send(
      new SignUpCommand({
        ClientId: 'web_client',
        Username: username,
        Password: PASSWORD,
        UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
        ValidationData: [{ Name: 'invitation', Value: 'yes' }],
        ClientMetadata: { campaign: 'spring' },
      }),
    );
  }

  signIn(username = 'alice', password = PASSWORD) {
    return this.cognito.send(
      new InitiateAuthCommand({
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId: 'web_client',
        AuthParameters: { USERNAME: username, PASSWORD: password },
        ClientMetadata: { device: 'phone' },
      }),
    );
  }

  async tokens(username?: string, password?: string) {
    const { AuthenticationResult: result } = await this.signIn(username, password);
    return {
      access: decodeJwt(result?.AccessToken ?? ''),
      id: decodeJwt(result?.IdToken ?? ''),
      refreshToken: result?.RefreshToken,
    };
  }

  messages(username: string) {
    return this.sandbox.messages(POOL, username);
  }

  async stop(): Promise<void> {
    this.cognito.destroy();
    await this.sandbox.stop();
  }
}

describe('the triggers of a user pool', () => {
  let flows: Flows;

  const start = async (triggers: TriggersOptions): Promise<Flows> => {
    flows = await Flows.start(triggers);
    return flows;
  };
  afterEach(() => flows.stop());

  it('decide about sign-up, in words that reach the user, and nobody is created', async () => {
    const seen: TriggerEvent[] = [];
    await start({
      preSignUp: preSignUp((event) => {
        seen.push(event);
        if (event.request.userAttributes.email?.endsWith('@example.com') !== true) {
          throw new TriggerRefusal('Use an address of example.com.');
        }
        return {};
      }),
    });
    const refused: unknown = await flows
      .signUp('mallory', { email: 'm@evil.test' })
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({
      name: 'UserLambdaValidationException',
      message: 'PreSignUp failed with error Use an address of example.com.',
    });
    expect(readTriggerRefusal(refused)).toEqual({
      trigger: 'PreSignUp',
      message: 'Use an address of example.com',
    });
    await expect(flows.signIn('mallory')).rejects.toThrow('Incorrect username or password.');
    expect(seen).toEqual([
      {
        version: '1',
        region: 'eu-west-1',
        userPoolId: POOL,
        userName: 'mallory',
        callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: 'web_client' },
        triggerSource: 'PreSignUp_SignUp',
        request: {
          userAttributes: { email: 'm@evil.test' },
          validationData: { invitation: 'yes' },
          clientMetadata: { campaign: 'spring' },
        },
        response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
      },
    ]);
  });

  it('hide what went wrong inside of them', async () => {
    await start({
      preSignUp: preSignUp(() => Promise.reject(new Error('password of the database')), {
        onError: () => undefined,
      }),
    });
    await expect(flows.signUp('bob')).rejects.toThrow(
      /^PreSignUp failed with error an internal error \(reference [^)]+\)\.$/,
    );
  });

  it('confirm a user without a code, and are told of it', async () => {
    const confirmed: string[] = [];
    await start({
      preSignUp: preSignUp(() => ({ autoConfirmUser: true, autoVerifyEmail: true })),
      postConfirmation: postConfirmation(({ triggerSource, request: { userAttributes } }) => {
        confirmed.push(
          `${triggerSource} ${userAttributes['cognito:user_status']} ${userAttributes.email_verified}`,
        );
      }),
    });
    const { UserConfirmed, CodeDeliveryDetails } = await flows.signUp('bob', { email: 'b@example.com' });
    expect([UserConfirmed, CodeDeliveryDetails]).toEqual([true, undefined]);
    expect(confirmed).toEqual(['PostConfirmation_ConfirmSignUp CONFIRMED true']);
    expect((await flows.tokens('bob')).id).toMatchObject({ email: 'b@example.com', email_verified: true });
  });

  it('write messages, in which the code is filled in', async () => {
    await start({
      customMessage: customMessage(({ triggerSource, request: { codeParameter } }) =>
        triggerSource === 'CustomMessage_SignUp'
          ? { emailSubject: 'Welcome', emailMessage: `Welcome! ${codeParameter} is your code.` }
          : undefined,
      ),
      postConfirmation: postConfirmation(() => undefined),
    });
    await flows.signUp('bob', { email: 'b@example.com' });
    const [message] = flows.messages('bob');
    expect(message).toMatchObject({ subject: 'Welcome', text: `Welcome! ${message?.code} is your code.` });
    await flows.cognito.send(
      new ConfirmSignUpCommand({ ClientId: 'web_client', Username: 'bob', ConfirmationCode: message?.code }),
    );
    expect((await flows.tokens('bob')).access.username).toBe('bob');
  });

  it('send messages in place of Cognito, and have the code', async () => {
    const sent: (string | undefined)[] = [];
    await start({
      customEmailSender: customEmailSender(({ code, event }) => void sent.push(event.triggerSource, code), {
        decrypt: (bytes) => bytes,
      }),
    });
    await flows.signUp('bob', { email: 'b@example.com' });
    expect(sent).toEqual(['CustomEmailSender_SignUp', expect.stringMatching(/^\d{6}$/)]);
    expect(flows.messages('bob')).toEqual([]);
    await flows.cognito.send(
      new ConfirmSignUpCommand({ ClientId: 'web_client', Username: 'bob', ConfirmationCode: sent[1] }),
    );
  });

  it('run before and after a sign-in, and end it by refusing', async () => {
    const seen: object[] = [];
    let refuses = '';
    const note = ({ triggerSource, request }: TriggerEvent) => {
      seen.push({ triggerSource, ...request, userAttributes: undefined });
      if (triggerSource.startsWith(refuses) && refuses !== '') throw new TriggerRefusal('Not today');
    };
    await start({ preAuthentication: preAuthentication(note), postAuthentication: postAuthentication(note) });
    await flows.tokens();
    expect(seen).toEqual([
      { triggerSource: 'PreAuthentication_Authentication', validationData: { device: 'phone' } },
      expect.objectContaining({ triggerSource: 'PostAuthentication_Authentication', newDeviceUsed: false }),
    ]);
    for (const name of ['PreAuthentication', 'PostAuthentication']) {
      refuses = name;
      await expect(flows.signIn()).rejects.toThrow(`${name} failed with error Not today.`);
    }
  });

  it('migrate a user at the first sign-in, who then is one like any other', async () => {
    let asked = 0;
    await start({
      userMigration: userMigration(({ userName, request }) => {
        asked += 1;
        return userName === 'old' && request.password === PASSWORD
          ? {
              userAttributes: { email: 'old@example.com', email_verified: 'true' },
              finalUserStatus: 'CONFIRMED',
              messageAction: 'SUPPRESS',
            }
          : undefined;
      }),
    });
    await expect(flows.signIn('old', 'Wrong-horse-1')).rejects.toThrow('Incorrect username or password.');
    await expect(flows.signIn('nobody')).rejects.toThrow('Incorrect username or password.');
    expect((await flows.tokens('old')).id).toMatchObject({ email: 'old@example.com', email_verified: true });
    expect(asked).toBe(3);
    await flows.tokens('old');
    await expect(flows.signIn('old', 'Wrong-horse-1')).rejects.toThrow('Incorrect username or password.');
    expect(asked).toBe(3);
  });

  it('migrate a user who has forgotten the password', async () => {
    await start({
      userMigration: userMigration(({ userName }) =>
        userName === 'old'
          ? {
              userAttributes: { email: 'old@example.com', email_verified: 'true' },
              finalUserStatus: 'RESET_REQUIRED',
            }
          : undefined,
      ),
    });
    await flows.cognito.send(new ForgotPasswordCommand({ ClientId: 'web_client', Username: 'old' }));
    expect(flows.messages('old')).toHaveLength(1);
  });

  it('ask questions of their own', async () => {
    await start({
      defineAuthChallenge: defineAuthChallenge(({ request: { session } }) => {
        if (session.at(-1)?.challengeResult === true) return 'issueTokens';
        return session.length < 2 ? { challengeName: 'CUSTOM_CHALLENGE' } : 'failAuthentication';
      }),
      createAuthChallenge: createAuthChallenge(() => ({
        publicChallengeParameters: { question: '6 x 7' },
        privateChallengeParameters: { answer: '42' },
      })),
      verifyAuthChallengeResponse: verifyAuthChallengeResponse(
        ({ request }) => request.challengeAnswer === request.privateChallengeParameters.answer,
      ),
    });
    const begin = (username: string) =>
      flows.cognito.send(
        new InitiateAuthCommand({
          AuthFlow: 'CUSTOM_AUTH',
          ClientId: 'web_client',
          AuthParameters: { USERNAME: username },
        }),
      );
    const answer = (session: string | undefined, text: string, username = 'alice') =>
      flows.cognito.send(
        new RespondToAuthChallengeCommand({
          ClientId: 'web_client',
          ChallengeName: 'CUSTOM_CHALLENGE',
          Session: session,
          ChallengeResponses: { USERNAME: username, ANSWER: text },
        }),
      );
    const asked = await begin('alice');
    expect(asked.ChallengeParameters).toMatchObject({ question: '6 x 7' });
    expect(Object.values(asked.ChallengeParameters ?? {})).not.toContain('42');
    expect(asked.ChallengeParameters).not.toHaveProperty('answer');
    const again = await answer(asked.Session, '41');
    expect(again.ChallengeName).toBe('CUSTOM_CHALLENGE');
    const { AuthenticationResult: result } = await answer(again.Session, '42');
    expect(decodeJwt(result?.AccessToken ?? '')).toMatchObject({ username: 'alice', token_use: 'access' });

    const third = await answer((await begin('alice')).Session, '1');
    await expect(answer(third.Session, '2')).rejects.toThrow('Incorrect username or password.');
    // Nobody of that name: the same questions, and never tokens.
    const stranger = await begin('nobody');
    expect(stranger.ChallengeParameters).toMatchObject({ question: '6 x 7' });
    await expect(answer(stranger.Session, '42', 'nobody')).resolves.toMatchObject({
      ChallengeName: 'CUSTOM_CHALLENGE',
    });
  });

  it('change ID tokens with events of the first version, and groups in both', async () => {
    await start({
      preTokenGeneration: {
        version: 'V1_0',
        target: preTokenGenerationV1(({ request }) => ({
          idToken: { claims: { greeting: 'hello' }, suppress: ['email'] },
          groups: [...(request.groupConfiguration.groupsToOverride ?? []), 'guests'],
        })),
      },
    });
    const { id, access } = await flows.tokens();
    expect(id).toMatchObject({ greeting: 'hello', 'cognito:groups': ['editors', 'guests'] });
    expect(id).not.toHaveProperty('email');
    expect(access).toMatchObject({ 'cognito:groups': ['editors', 'guests'] });
    expect(access).not.toHaveProperty('greeting');
  });

  it('change all tokens with events of the third version: of users, refreshed ones, and of programs', async () => {
    const sources: string[] = [];
    await start({
      preTokenGeneration: {
        version: 'V3_0',
        target: preTokenGenerationV3(({ triggerSource }) => {
          sources.push(triggerSource);
          return {
            idToken: { claims: { level: 3 } },
            accessToken: {
              claims: { tenants: ['acme', 'beta'] },
              addScopes: ['reports/write'],
              suppressScopes: ['reports/read'],
            },
          };
        }),
      },
    });
    const { id, access, refreshToken } = await flows.tokens();
    expect(id).toMatchObject({ level: 3, 'cognito:groups': ['editors'] });
    expect(access).toMatchObject({
      tenants: ['acme', 'beta'],
      scope: 'aws.cognito.signin.user.admin reports/write',
    });
    await flows.cognito.send(
      new InitiateAuthCommand({
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        ClientId: 'web_client',
        AuthParameters: { REFRESH_TOKEN: refreshToken ?? '' },
      }),
    );
    const program = decodeJwt(await machineToken(flows.sandbox.url, 'machine_client', SECRET));
    expect(program).toMatchObject({
      tenants: ['acme', 'beta'],
      scope: 'reports/write',
      client_id: 'machine_client',
    });
    expect(sources).toEqual([
      'TokenGeneration_Authentication',
      'TokenGeneration_RefreshTokens',
      'TokenGeneration_ClientCredentials',
    ]);
  });

  it('are told that an administrator creates a user', async () => {
    const sources: string[] = [];
    await start({
      preSignUp: preSignUp(({ triggerSource, callerContext }) => {
        sources.push(`${triggerSource} ${callerContext.clientId}`);
        return { autoVerifyEmail: true };
      }),
    });
    const { User: user } = await flows.cognito.send(
      new AdminCreateUserCommand({
        UserPoolId: POOL,
        Username: 'bob',
        UserAttributes: [{ Name: 'email', Value: 'b@example.com' }],
      }),
    );
    expect(sources).toEqual(['PreSignUp_AdminCreateUser CLIENT_ID_NOT_APPLICABLE']);
    expect(user?.Attributes).toContainEqual({ Name: 'email_verified', Value: 'true' });
  });
});

describe('triggers behind a Lambda endpoint', () => {
  let functions: FunctionServer;
  let flows: Flows;

  beforeAll(async () => {
    functions = await FunctionServer.start({
      refuse: preSignUp(() => {
        throw new TriggerRefusal('Not today');
      }),
      nonsense: async () => ({ confirmed: true }),
      addClaim: preTokenGenerationV1(() => ({ idToken: { claims: { from: 'afar' } } })),
    });
    const target = (functionName: string) => ({ endpoint: functions.endpoint, functionName });
    flows = await Flows.start({
      preSignUp: target('refuse'),
      preTokenGeneration: { version: 'V1_0', target: target('addClaim') },
      preAuthentication: target('missing'),
      userMigration: target('nonsense'),
    });
  });
  afterAll(async () => {
    await flows.stop();
    await functions.stop();
  });

  it('are invoked, and refuse in their own words', async () => {
    await expect(flows.signUp('bob')).rejects.toMatchObject({
      name: 'UserLambdaValidationException',
      message: 'PreSignUp failed with error Not today.',
    });
    expect(functions.invoked).toContain('refuse');
  });

  it('fail loudly where there is no such function', async () => {
    await expect(flows.signIn()).rejects.toMatchObject({
      name: 'UnexpectedLambdaException',
      message: 'PreAuthentication invocation failed due to error ResourceNotFoundException.',
    });
  });

  it('fail loudly where the answer is no event', async () => {
    await expect(flows.signIn('nobody')).rejects.toMatchObject({
      name: 'InvalidLambdaResponseException',
      message: 'Unrecognizable lambda output',
    });
  });
});
