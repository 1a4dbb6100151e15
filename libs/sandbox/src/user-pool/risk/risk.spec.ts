import {
  AdminInitiateAuthCommand,
  AdminListUserAuthEventsCommand,
  AdminSetUserMFAPreferenceCommand,
  AdminUpdateAuthEventFeedbackCommand,
  DescribeRiskConfigurationCommand,
  SetRiskConfigurationCommand,
  UpdateAuthEventFeedbackCommand,
} from '@aws-sdk/client-cognito-identity-provider';

import type { RiskOptions } from '../../authentication-options.js';
import { Sandbox } from '../../sandbox.js';
import { flowsOf, PASSWORD, POOL_ID, TOKENS } from '../sign-in/sdk.spec-helper.js';

const BLOCKED = {
  name: 'NotAuthorizedException',
  message: 'Unable to login because of security reasons.',
};
const [LOW, MEDIUM, HIGH] = ['192.0.2.1', '192.0.2.2', '192.0.2.3'];
const KNOWN_TO_OTHERS = 'Known-Horse-9';

describe('threat protection', () => {
  let sandbox: Sandbox;
  let flows: ReturnType<typeof flowsOf>;

  const start = async (risk?: RiskOptions) => {
    sandbox = await Sandbox.start({
      userPools: [
        {
          userPoolId: POOL_ID,
          clients: [{ name: 'web', clientId: 'web' }],
          mfa: { configuration: 'OPTIONAL', types: ['EMAIL_OTP'] },
          users: [
            { username: 'alice', password: PASSWORD, attributes: { email: 'alice@example.com' } },
            { username: 'bare', password: PASSWORD },
            { username: 'known', password: KNOWN_TO_OTHERS },
          ],
          ...(risk && { risk }),
        },
      ],
    });
    flows = flowsOf(sandbox);
  };

  beforeEach(() =>
    start({
      ipAddresses: { [LOW]: 'Low', [MEDIUM]: 'Medium', [HIGH]: 'High' },
      actions: { Low: 'MFA_IF_CONFIGURED', Medium: 'MFA_REQUIRED', High: 'BLOCK' },
      notify: true,
      blockedIpRanges: ['198.51.100.0/24', '2001:db8::/32'],
      skippedIpRanges: ['203.0.113.7'],
      compromisedPasswords: [KNOWN_TO_OTHERS],
    }),
  );

  afterEach(async () => {
    flows.sdk.destroy();
    await sandbox.stop();
  });

  const from = (IpAddress: string) => ({ UserContextData: { IpAddress } });
  const eventsOf = async (Username: string) => {
    const page = await flows.sdk.send(new AdminListUserAuthEventsCommand({ UserPoolId: POOL_ID, Username }));
    return page.AuthEvents!;
  };

  it('lets sign-ins pass that are no risk', async () => {
    await expect(flows.signIn('alice')).resolves.toMatchObject(TOKENS);
    await expect(flows.signIn('alice', from('203.0.113.1'))).resolves.toMatchObject(TOKENS);
    const [latest] = await eventsOf('alice');
    expect(latest).toMatchObject({
      EventType: 'SignIn',
      EventResponse: 'Pass',
      EventRisk: { RiskDecision: 'NoRisk', CompromisedCredentialsDetected: false },
      ChallengeResponses: [{ ChallengeName: 'Password', ChallengeResponse: 'Success' }],
      EventContextData: { IpAddress: '203.0.113.1' },
    });
  });

  it('blocks a sign-in that is a high risk, once the password was right', async () => {
    await expect(flows.signIn('alice', from(HIGH))).rejects.toMatchObject(BLOCKED);
    await expect(flows.signIn('alice', from(HIGH), 'Wrong-Horse-1')).rejects.toMatchObject({
      message: 'Incorrect username or password.',
    });
    const [wrong, blocked] = await eventsOf('alice');
    expect(wrong).toMatchObject({
      EventResponse: 'Fail',
      ChallengeResponses: [{ ChallengeName: 'Password', ChallengeResponse: 'Failure' }],
    });
    expect(blocked).toMatchObject({
      EventResponse: 'Fail',
      EventRisk: { RiskDecision: 'Block', RiskLevel: 'High' },
    });
  });

  it('asks for another factor where a sign-in is a risk, though the user has switched none on', async () => {
    const challenge = await flows.signIn('alice', from(MEDIUM));
    expect(challenge.ChallengeName).toBe('EMAIL_OTP');
    const code = sandbox.messages(POOL_ID, 'alice').find(({ purpose }) => purpose === 'Authentication')?.code;
    const answer = (given: string) =>
      flows.respond('EMAIL_OTP', challenge.Session, { USERNAME: 'alice', EMAIL_OTP_CODE: given });
    await expect(answer('none')).rejects.toMatchObject({ name: 'CodeMismatchException' });
    await expect(answer(code!)).resolves.toMatchObject(TOKENS);
    expect((await eventsOf('alice'))[0]).toMatchObject({
      EventResponse: 'Pass',
      EventRisk: { RiskDecision: 'AccountTakeover', RiskLevel: 'Medium' },
      ChallengeResponses: [
        { ChallengeName: 'Password', ChallengeResponse: 'Success' },
        { ChallengeName: 'Mfa', ChallengeResponse: 'Failure' },
        { ChallengeName: 'Mfa', ChallengeResponse: 'Success' },
      ],
    });
  });

  it('refuses who has no other factor where one is required, and lets pass where it is not', async () => {
    await expect(flows.signIn('bare', from(MEDIUM))).rejects.toMatchObject(BLOCKED);
    await expect(flows.signIn('bare', from(LOW))).resolves.toMatchObject(TOKENS);
    await expect(flows.signIn('alice', from(LOW))).resolves.toMatchObject({ ChallengeName: 'EMAIL_OTP' });
  });

  it('believes servers, which say more of a request', async () => {
    const attempt = flows.sdk.send(
      new AdminInitiateAuthCommand({
        UserPoolId: POOL_ID,
        ClientId: 'web',
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'alice', PASSWORD },
        ContextData: {
          IpAddress: HIGH,
          ServerName: 'api.example.com',
          ServerPath: '/login',
          HttpHeaders: [{ headerName: 'User-Agent', headerValue: 'test' }],
        },
      }),
    );
    await expect(attempt).rejects.toMatchObject(BLOCKED);
  });

  it.each(['198.51.100.20', '2001:db8::1'])('refuses every request from %s, a blocked range', async (ip) => {
    const refused = { message: 'Request not allowed due to security reasons.' };
    await expect(flows.signIn('alice', from(ip))).rejects.toMatchObject(refused);
    await expect(flows.signIn('nobody', from(ip))).rejects.toMatchObject(refused);
  });

  it('refuses a password that others know', async () => {
    await expect(flows.signIn('known', {}, KNOWN_TO_OTHERS)).rejects.toMatchObject({
      name: 'PasswordResetRequiredException',
    });
    expect((await eventsOf('known'))[0]!.EventRisk).toMatchObject({ CompromisedCredentialsDetected: true });
  });

  it('takes the judgement of administrators and, with the token of the message, of users', async () => {
    await flows.signIn('alice', from(LOW));
    const [event] = await eventsOf('alice');
    const subject = { UserPoolId: POOL_ID, Username: 'alice', EventId: event!.EventId };
    await flows.sdk.send(new AdminUpdateAuthEventFeedbackCommand({ ...subject, FeedbackValue: 'Valid' }));
    expect((await eventsOf('alice'))[0]!.EventFeedback).toMatchObject({
      FeedbackValue: 'Valid',
      Provider: 'Admin',
    });
    const told = sandbox
      .messages(POOL_ID, 'alice')
      .find(({ purpose }) => purpose === 'AccountTakeOverNotification');
    const judge = (FeedbackToken: string) =>
      flows.sdk.send(
        new UpdateAuthEventFeedbackCommand({ ...subject, FeedbackToken, FeedbackValue: 'Invalid' }),
      );
    await expect(judge('guessed')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await judge(told!.code!);
    expect((await eventsOf('alice'))[0]!.EventFeedback).toMatchObject({
      FeedbackValue: 'Invalid',
      Provider: 'User',
    });
    await expect(
      flows.sdk.send(
        new AdminUpdateAuthEventFeedbackCommand({ ...subject, EventId: 'none', FeedbackValue: 'Valid' }),
      ),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('lists events by pages, the latest first', async () => {
    for (let round = 0; round < 3; round += 1) await flows.signIn('alice');
    const list = (more: object) =>
      flows.sdk.send(new AdminListUserAuthEventsCommand({ UserPoolId: POOL_ID, Username: 'alice', ...more }));
    const first = await list({ MaxResults: 2 });
    expect(first.AuthEvents).toHaveLength(2);
    const rest = await list({ NextToken: first.NextToken });
    expect(rest.AuthEvents).toHaveLength(1);
    expect(rest.NextToken).toBeUndefined();
  });

  it('is set by administrators', async () => {
    const ignored = { EventAction: 'NO_ACTION', Notify: false } as const;
    await flows.sdk.send(
      new SetRiskConfigurationCommand({
        UserPoolId: POOL_ID,
        AccountTakeoverRiskConfiguration: {
          Actions: { HighAction: ignored, LowAction: { EventAction: 'BLOCK', Notify: false } },
        },
        CompromisedCredentialsRiskConfiguration: { Actions: { EventAction: 'NO_ACTION' } },
        RiskExceptionConfiguration: { BlockedIPRangeList: ['203.0.113.9/32'], SkippedIPRangeList: [] },
      }),
    );
    const { RiskConfiguration } = await flows.sdk.send(
      new DescribeRiskConfigurationCommand({ UserPoolId: POOL_ID }),
    );
    expect(RiskConfiguration).toMatchObject({
      AccountTakeoverRiskConfiguration: { Actions: { LowAction: { EventAction: 'BLOCK' } } },
      RiskExceptionConfiguration: { BlockedIPRangeList: ['203.0.113.9/32'] },
    });
    await expect(flows.signIn('alice', from(HIGH))).resolves.toMatchObject(TOKENS);
    await expect(flows.signIn('alice', from(LOW))).rejects.toMatchObject(BLOCKED);
    await expect(flows.signIn('known', {}, KNOWN_TO_OTHERS)).resolves.toMatchObject(TOKENS);
    await expect(
      flows.sdk.send(
        new SetRiskConfigurationCommand({
          UserPoolId: POOL_ID,
          RiskExceptionConfiguration: { BlockedIPRangeList: ['everywhere'] },
        }),
      ),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('asks a user who has switched a factor on for it in any case', async () => {
    await flows.sdk.send(
      new AdminSetUserMFAPreferenceCommand({
        UserPoolId: POOL_ID,
        Username: 'alice',
        EmailMfaSettings: { Enabled: true },
      }),
    );
    await expect(flows.signIn('alice', from('203.0.113.7'))).resolves.toMatchObject({
      ChallengeName: 'EMAIL_OTP',
    });
  });

  it('is off by default', async () => {
    flows.sdk.destroy();
    await sandbox.stop();
    await start();
    await expect(flows.signIn('alice', from(HIGH))).resolves.toMatchObject(TOKENS);
    await expect(eventsOf('alice')).rejects.toMatchObject({ name: 'UserPoolAddOnNotEnabledException' });
  });
});
