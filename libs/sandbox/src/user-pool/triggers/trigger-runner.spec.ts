import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TriggerFunction, TriggerTarget } from './trigger-options.js';
import { TriggerRunner } from './trigger-runner.js';

const EVENT = {
  version: '1',
  region: 'eu-west-1',
  userPoolId: 'eu-west-1_AbCdEfGhI',
  userName: 'alice',
  callerContext: {},
  triggerSource: 'PreSignUp_SignUp',
  request: { userAttributes: {} },
  response: { autoConfirmUser: false },
};
type Event = typeof EVENT;

const run = (preSignUp: TriggerTarget, timeoutMilliseconds?: number) =>
  new TriggerRunner({ preSignUp }, timeoutMilliseconds).run('preSignUp', EVENT);

describe('a function in the process', () => {
  const confirming = (event: Event) => ({ ...event, response: { autoConfirmUser: true } });

  it.each<[string, TriggerFunction]>([
    ['resolves to it', async (event: Event) => confirming(event)],
    [
      'hands it to the callback',
      (event: Event, _context: object, done: (error: null, answer: Event) => void) => {
        setImmediate(() => done(null, confirming(event)));
      },
    ],
  ])('answers with the event where it %s', async (_how, preSignUp) => {
    expect((await run(preSignUp))?.flag('autoConfirmUser')).toBe(true);
  });

  it('is given a copy of the event', async () => {
    await run(async (event: Event) => {
      event.response.autoConfirmUser = true;
      return event;
    });
    expect(EVENT.response.autoConfirmUser).toBe(false);
  });

  it.each<[string, TriggerFunction, string]>([
    ['rejects', () => Promise.reject(new Error('Not today')), 'Not today'],
    [
      'throws',
      () => {
        throw new TypeError('');
      },
      'TypeError',
    ],
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what others' functions do
    ['rejects with no error', () => Promise.reject('no'), 'no'],
    [
      'hands an error to the callback',
      (_event: Event, _context: object, done: (error: Error) => void) => done(new Error('Not today')),
      'Not today',
    ],
  ])('is refused with its own words where it %s', async (_how, preSignUp, words) => {
    await expect(run(preSignUp)).rejects.toMatchObject({
      type: 'UserLambdaValidationException',
      message: `PreSignUp failed with error ${words}.`,
    });
  });

  it.each<[string, TriggerFunction]>([
    ['nothing', async () => undefined],
    ['the response alone', async () => ({ response: {} })],
    ['a list', async () => []],
    ['an event without a response', async (event: Event) => ({ ...event, response: undefined })],
    // A function of two parameters that returns no promise answers nothing at Lambda.
    ['an event, but not in a promise', (event: Event) => event],
  ])('is not understood where it answers with %s', async (_what, preSignUp) => {
    await expect(run(preSignUp)).rejects.toMatchObject({
      type: 'InvalidLambdaResponseException',
      message: 'Unrecognizable lambda output',
    });
  });

  it('is called three times where it never answers', async () => {
    let calls = 0;
    const silent = () => {
      calls += 1;
      return new Promise(() => undefined);
    };
    await expect(run(silent, 10)).rejects.toMatchObject({ type: 'UnexpectedLambdaException' });
    expect(calls).toBe(3);
  });
});

describe('a function behind an endpoint', () => {
  let server: Server;
  let answer: { status: number; headers: Record<string, string>; body: string };
  const requests: { method: string | undefined; url: string | undefined; body: string }[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        requests.push({ method: request.method, url: request.url, body });
        response.writeHead(answer.status, answer.headers).end(answer.body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const target = () => ({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    functionName: 'pre:sign-up',
  });
  const answerWith = (body: unknown, headers: Record<string, string> = {}, status = 200) => {
    answer = { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
  };

  it('is invoked through the API of Lambda', async () => {
    answerWith({ ...EVENT, response: { autoConfirmUser: true } });
    expect((await run(target()))?.flag('autoConfirmUser')).toBe(true);
    const request = requests.at(-1);
    expect(request).toMatchObject({
      method: 'POST',
      url: '/2015-03-31/functions/pre%3Asign-up/invocations',
    });
    expect(JSON.parse(request?.body ?? '')).toEqual(EVENT);
  });

  it.each<[string, () => void, object]>([
    [
      'its own error',
      () =>
        answerWith(
          { errorMessage: 'Not today', errorType: 'Error' },
          { 'x-amz-function-error': 'Unhandled' },
        ),
      { type: 'UserLambdaValidationException', message: 'PreSignUp failed with error Not today.' },
    ],
    [
      'an error without words',
      () => answerWith('', { 'x-amz-function-error': 'Unhandled' }),
      { type: 'UserLambdaValidationException', message: 'PreSignUp failed with error null.' },
    ],
    [
      'a refusal of the service',
      () => answerWith({}, { 'x-amzn-errortype': 'TooManyRequestsException:http://x/' }, 429),
      {
        type: 'UnexpectedLambdaException',
        message: 'PreSignUp invocation failed due to error TooManyRequestsException.',
      },
    ],
    [
      'another address',
      () => answerWith('', { location: 'http://127.0.0.1:1/' }, 302),
      { type: 'UnexpectedLambdaException' },
    ],
    ['no JSON', () => answerWith('<html>'), { type: 'InvalidLambdaResponseException' }],
  ])('is refused where the answer is %s', async (_what, prepare, refusal) => {
    prepare();
    await expect(run(target())).rejects.toMatchObject(refusal);
  });

  it('is refused where nobody listens', async () => {
    await expect(run({ endpoint: 'http://127.0.0.1:9', functionName: 'x' })).rejects.toMatchObject({
      message: 'PreSignUp invocation failed due to error ServiceException.',
    });
  });
});

describe('a trigger that is not there', () => {
  it('is not run', async () => {
    const runner = new TriggerRunner({});
    expect(runner.has('preSignUp')).toBe(false);
    expect(await runner.run('preSignUp', EVENT)).toBeUndefined();
  });
});
