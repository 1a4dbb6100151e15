import { randomUUID } from 'node:crypto';
import { failureOf, type Invocation, type Invoke } from './invocation.js';
import type { TriggerFunction } from './trigger-options.js';

type Callback = (error: unknown, result?: unknown) => void;

/** Calls a function of this process with a copy of the event, and takes nothing of its answer that is not JSON. */
export function invokeInProcess(run: TriggerFunction, functionName: string): Invoke {
  return async (event, signal): Promise<Invocation> => {
    try {
      const answer = await settled(run, JSON.parse(JSON.stringify(event)) as object, functionName, signal);
      const text = JSON.stringify(answer) as string | undefined;
      return { kind: 'answered', payload: text === undefined ? null : (JSON.parse(text) as unknown) };
    } catch (error) {
      if (signal.aborted) throw error;
      return failureOf(reported(error));
    }
  };
}

/** As the Node.js runtime of Lambda: a promise counts, then the callback; what else is returned does not. */
const settled = (
  run: TriggerFunction,
  event: object,
  functionName: string,
  signal: AbortSignal,
): Promise<unknown> =>
  new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(asError(signal.reason)), { once: true });
    const callback: Callback = (error, result) =>
      error === null || error === undefined ? resolve(result) : reject(asError(error));
    const call = run as (event: object, context: object, callback: Callback) => unknown;
    const returned = call(event, contextOf(functionName), callback);
    if (isThenable(returned)) returned.then(resolve, reject);
    else if (run.length < 3) resolve(null);
  });

const contextOf = (functionName: string): object => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName,
  functionVersion: '$LATEST',
  invokedFunctionArn: `arn:aws:lambda:local:000000000000:function:${functionName}`,
  memoryLimitInMB: '128',
  awsRequestId: randomUUID(),
  logGroupName: `/aws/lambda/${functionName}`,
  logStreamName: 'castellan-sandbox',
  getRemainingTimeInMillis: () => 5_000,
});

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)));

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as { readonly then?: unknown } | null | undefined)?.then === 'function';

const reported = (error: unknown): object =>
  error instanceof Error
    ? { errorMessage: error.message, errorType: error.name }
    : { errorMessage: String(error) };
