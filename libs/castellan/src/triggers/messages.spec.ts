import { customMessage, type CustomMessageAnswer } from './custom-message.js';
import { customEmailSender, customSmsSender } from './custom-senders.js';
import { eventOf, keptFailures, responseOf } from './events.spec-helper.js';
import { inboundFederation } from './inbound-federation.js';
import { userMigration } from './user-migration.js';

describe('customMessage(...)', () => {
  const write = (answer: CustomMessageAnswer | undefined, isInvitation = false) => {
    const { failures, options } = keptFailures();
    const event = eventOf(isInvitation ? 'CustomMessage_AdminCreateUser' : 'CustomMessage_SignUp', {
      userAttributes: {},
      codeParameter: '{####}',
      linkParameter: '{##Click Here##}',
      usernameParameter: isInvitation ? '{username}' : null,
    });
    return { answer: responseOf(customMessage(() => answer, options)(event)), failures };
  };

  it('leaves what is not written', async () => {
    expect(await write(undefined).answer).toEqual({});
    expect(await write({ smsMessage: 'Code {####}' }).answer).toEqual({ smsMessage: 'Code {####}' });
  });

  it('takes a link in place of a code', async () => {
    const emailMessage = 'Confirm {##here##}';
    expect(await write({ emailMessage }).answer).toEqual({ emailMessage });
  });

  it.each<[string, CustomMessageAnswer, boolean, RegExp]>([
    ['the code', { emailMessage: 'Hello' }, false, /emailMessage has no place for the code/],
    ['the code', { smsMessage: 'Hello {username}' }, true, /smsMessage has no place for the code/],
    ['the user name', { emailMessage: 'Code {####}' }, true, /emailMessage has no place for the user name/],
  ])('fails for a message without a place for %s', async (_what, message, isInvitation, reason) => {
    const { answer, failures } = write(message, isInvitation);
    await expect(answer).rejects.toThrow('an internal error');
    expect(String(failures[0]?.error)).toMatch(reason);
  });
});

describe.each([
  ['customEmailSender', 'CustomEmailSender_SignUp', customEmailSender],
  ['customSmsSender', 'CustomSMSSender_SignUp', customSmsSender],
] as const)('%s(...)', (_name, source, build) => {
  const encrypted = Buffer.from('encrypted').toString('base64');
  const decrypt = jest.fn((bytes: Uint8Array) => Buffer.from(`clear of ${Buffer.from(bytes).toString()}`));

  it('hands over the code in clear', async () => {
    const send = jest.fn();
    await build(send, { decrypt })(eventOf(source, { userAttributes: {}, code: encrypted }) as never);
    expect(send).toHaveBeenCalledWith(expect.objectContaining({ code: 'clear of encrypted' }), {});
  });

  it('hands over no code where there is none', async () => {
    const send = jest.fn();
    await build(send, { decrypt })(eventOf(source, { userAttributes: {}, code: null }) as never);
    expect(send).toHaveBeenCalledWith(expect.objectContaining({ code: undefined }), {});
  });

  it('cannot be made without a way to decrypt', () => {
    expect(() => build(() => undefined, {} as never)).toThrow(/needs a function that sends, and decrypt/);
    expect(() => build(() => undefined, undefined as never)).toThrow(/decrypt/);
  });
});

describe('userMigration(...)', () => {
  const event = eventOf('UserMigration_Authentication', { password: 'hunter2' });

  it('answers with the user, or with nothing', async () => {
    const migrated = { userAttributes: { email: 'a@example.com' }, finalUserStatus: 'CONFIRMED' } as const;
    expect(await responseOf(userMigration(() => migrated)(event))).toEqual(migrated);
    expect(await responseOf(userMigration(() => undefined)(event))).toEqual({});
  });

  it('fails for attributes that are no strings', async () => {
    const handler = userMigration(
      () => ({ userAttributes: { email_verified: true } }) as never,
      keptFailures().options,
    );
    await expect(handler(event)).rejects.toThrow('an internal error');
  });
});

describe('inboundFederation(...)', () => {
  const map = (answer: unknown) =>
    responseOf(
      inboundFederation(
        () => answer as undefined,
        keptFailures().options,
      )(
        eventOf('InboundFederation_ExternalProvider', {
          providerName: 'Partner',
          providerType: 'OIDC' as const,
          attributes: { idToken: { sub: '1', groups: 'many' } },
        }),
      ),
    );

  it('keeps what is answered, or all', async () => {
    expect(await map({ sub: '1' })).toEqual({ userAttributesToMap: { sub: '1' } });
    expect(await map(undefined)).toEqual({ userAttributesToMap: {} });
  });

  it.each([{}, { groups: 1 }, 'groups'])('fails for the answer %j', async (answer) => {
    await expect(map(answer)).rejects.toThrow('an internal error');
  });
});
