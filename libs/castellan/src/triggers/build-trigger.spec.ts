import { setImmediate } from 'node:timers/promises';
import { inspect } from 'node:util';
import { ConfigurationError } from '../errors/index.js';
import { eventOf, keptFailures, responseOf } from './events.spec-helper.js';
import { preSignUp, type PreSignUpAnswer } from './pre-sign-up.js';
import type { TriggerMiddleware } from './trigger-options.js';
import { TriggerRefusal } from './trigger-refusal.js';

const SIGN_UP = eventOf(
  'PreSignUp_SignUp',
  { userAttributes: { email: 'alice@example.com' } },
  { response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false } },
);

describe('a trigger', () => {
  it('answers with the whole event, and changes nothing but what was answered', async () => {
    const before = { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false };
    const event = { ...SIGN_UP, addedByCognitoLater: 'kept', response: before };
    const answer = await preSignUp(() => ({ autoConfirmUser: true }))(event);
    expect(answer).toEqual({
      ...event,
      response: { autoConfirmUser: true, autoVerifyEmail: false, autoVerifyPhone: false },
    });
    expect(before.autoConfirmUser).toBe(false);
  });

  it('gives the words of a refusal to the user, without a second full stop', async () => {
    const { failures, options } = keptFailures();
    const refusing = preSignUp(() => {
      throw new TriggerRefusal('Ask for an invitation.');
    }, options);
    await expect(refusing(SIGN_UP)).rejects.toThrow(/^Ask for an invitation$/);
    expect(failures).toEqual([]);
  });

  it('hides every other error, and tells the log what it was', async () => {
    const { failures, options } = keptFailures();
    const secret = new Error('connect postgres://admin:hunter2@db');
    const failing = preSignUp(() => Promise.reject(secret), options);
    const told: unknown = await failing(SIGN_UP, { awsRequestId: 'request-1' }).catch(
      (error: unknown) => error,
    );
    expect(told).toMatchObject({ message: 'an internal error (reference request-1)' });
    expect(inspect(told, { depth: 9 })).not.toContain('hunter2');
    expect(failures).toEqual([
      {
        error: secret,
        reference: 'request-1',
        triggerSource: 'PreSignUp_SignUp',
        userPoolId: 'eu-west-1_AbCdEfGhI',
      },
    ]);
  });

  it('still refuses when a middleware does not wait for it, and ends no process', async () => {
    const { options } = keptFailures();
    const hasty: TriggerMiddleware = (_event, next) => {
      void next();
      throw new Error('too hasty');
    };
    const refusing = preSignUp(() => Promise.reject(new Error('x')), { ...options, middleware: [hasty] });
    await expect(refusing(SIGN_UP)).rejects.toThrow('an internal error');
    // By then Node has told of rejections that nobody heard, which fails the test.
    await setImmediate();
  });

  it('still refuses when the log fails', async () => {
    const onError = () => {
      throw new Error('the log is full');
    };
    const failing = preSignUp(() => Promise.reject(new Error('x')), { onError });
    await expect(failing(SIGN_UP)).rejects.toThrow(/an internal error \(reference [0-9a-f-]{36}\)/);
  });

  it('writes failures to the console by default, without the event', async () => {
    const written = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    await expect(preSignUp(() => Promise.reject(new Error('x')))(SIGN_UP)).rejects.toThrow();
    const [line] = written.mock.calls.map(String);
    written.mockRestore();
    expect(line).toContain('PreSignUp_SignUp of eu-west-1_AbCdEfGhI failed');
    expect(line).not.toContain('alice@example.com');
  });

  it.each([
    ['of another trigger', { ...SIGN_UP, triggerSource: 'PostConfirmation_ConfirmSignUp' }],
    ['of something else', { Records: [] }],
    ['that is nothing', null],
  ])('refuses an event %s', async (_what, event) => {
    const { failures, options } = keptFailures();
    const action = jest.fn(() => ({}));
    await expect(preSignUp(action, options)(event as never)).rejects.toThrow('an internal error');
    expect(failures[0]?.error).toBeInstanceOf(ConfigurationError);
    expect(action).not.toHaveBeenCalled();
  });

  it.each<[string, unknown, RegExp]>([
    [
      'a member that does not exist',
      { autoConfirm: true },
      /autoConfirm, which does not exist.*autoConfirmUser/,
    ],
    ['a value of another type', { autoConfirmUser: 'yes' }, /autoConfirmUser must be true or false/],
    ['no object', true, /must answer with an object or nothing/],
    ['null', null, /must answer with an object or nothing/],
  ])('fails for an answer with %s', async (_what, answer, reason) => {
    const { failures, options } = keptFailures();
    await expect(preSignUp(() => answer as PreSignUpAnswer, options)(SIGN_UP)).rejects.toThrow(
      'an internal error',
    );
    expect(String(failures[0]?.error)).toMatch(reason);
  });

  it('refuses options that do not exist and values of a wrong type, when it is made', () => {
    expect(() => preSignUp(undefined as never)).toThrow(ConfigurationError);
    expect(() => preSignUp(() => ({}), { midleware: [] } as never)).toThrow(/midleware is not an option/);
    expect(() => preSignUp(() => ({}), { middleware: ['x'] } as never)).toThrow(/list of functions/);
    expect(() => preSignUp(() => ({}), { onError: 'x' } as never)).toThrow(/onError must be a function/);
  });
});

describe('middleware of a trigger', () => {
  it('runs around what is done, the first outermost', async () => {
    const steps: string[] = [];
    const named =
      (name: string): TriggerMiddleware =>
      async (_event, next) => {
        steps.push(`${name} before`);
        await next();
        steps.push(`${name} after`);
      };
    const handler = preSignUp(
      () => {
        steps.push('done');
        return { autoConfirmUser: true };
      },
      { middleware: [named('a'), named('b')] },
    );
    expect(await responseOf(handler(SIGN_UP))).toMatchObject({ autoConfirmUser: true });
    expect(steps).toEqual(['a before', 'b before', 'done', 'b after', 'a after']);
  });

  it('may refuse, before and after', async () => {
    const refusing: TriggerMiddleware = async (_event, next) => {
      await next();
      throw new TriggerRefusal('Not today');
    };
    await expect(preSignUp(() => ({}), { middleware: [refusing] })(SIGN_UP)).rejects.toThrow(/^Not today$/);
  });

  it('fails the trigger if it does not go on', async () => {
    const { failures, options } = keptFailures();
    const forgetful: TriggerMiddleware = () => Promise.resolve();
    const handler = preSignUp(() => ({ autoConfirmUser: true }), { ...options, middleware: [forgetful] });
    await expect(handler(SIGN_UP)).rejects.toThrow('an internal error');
    expect(String(failures[0]?.error)).toMatch(/did not call next/);
  });

  it('does what is to be done once, however often it goes on', async () => {
    const action = jest.fn(() => ({}));
    const twice: TriggerMiddleware = async (_event, next) => {
      await next();
      await next();
    };
    await preSignUp(action, { middleware: [twice] })(SIGN_UP);
    expect(action).toHaveBeenCalledTimes(1);
  });

  it('cannot turn a failure into success by catching it', async () => {
    const { options } = keptFailures();
    const catching: TriggerMiddleware = (_event, next) => next().catch(() => undefined);
    const handler = preSignUp(() => Promise.reject(new Error('x')), { ...options, middleware: [catching] });
    await expect(handler(SIGN_UP)).rejects.toThrow('an internal error');
  });
});
