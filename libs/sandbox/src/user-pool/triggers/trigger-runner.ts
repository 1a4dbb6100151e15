import { isRecord } from '../../option-check.js';
import type { Invocation, Invoke } from './invocation.js';
import { invokeInProcess } from './invoke-in-process.js';
import { invokeLambdaEndpoint } from './invoke-lambda-endpoint.js';
import { triggerErrors } from './trigger-errors.js';
import type { TriggerName, TriggersOptions, TriggerTarget } from './trigger-options.js';
import { TriggerResponse } from './trigger-response.js';

/** Cognito's own: a function that has not answered after five seconds is called again, three times in all. */
const TIMEOUT_MS = 5_000;
const ATTEMPTS = 3;

/** What Cognito sends with every event and wants back: a function has to answer with the event it was given. */
const REPEATED = ['version', 'region', 'userPoolId', 'triggerSource', 'request'];

/** Calls the functions of one user pool. */
export class TriggerRunner {
  private readonly functions: ReadonlyMap<TriggerName, Invoke>;

  constructor(
    options: TriggersOptions,
    private readonly timeoutMilliseconds = TIMEOUT_MS,
  ) {
    const { preTokenGeneration, ...others } = options;
    const targets = {
      ...others,
      ...(preTokenGeneration && { preTokenGeneration: preTokenGeneration.target }),
    };
    this.functions = new Map(
      Object.entries(targets).map(([name, target]) => [name as TriggerName, invokerOf(name, target)]),
    );
  }

  has(name: TriggerName): boolean {
    return this.functions.has(name);
  }

  /** The `response` of what the function answers; `undefined` where there is no such trigger. */
  async run(name: TriggerName, event: object): Promise<TriggerResponse | undefined> {
    const invoke = this.functions.get(name);
    if (invoke === undefined) return undefined;
    const invocation = await this.attempt(name, invoke, event);
    switch (invocation.kind) {
      case 'failed':
        throw triggerErrors.failed(name, invocation.message);
      case 'unreachable':
        throw triggerErrors.unreachable(name, invocation.error);
      case 'answered':
        return responseOf(invocation.payload);
    }
  }

  private async attempt(name: TriggerName, invoke: Invoke, event: object): Promise<Invocation> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const abort = new AbortController();
      const timer = setTimeout(() => abort.abort(), this.timeoutMilliseconds);
      try {
        return await invoke(event, abort.signal);
      } catch (error) {
        if (!abort.signal.aborted) throw error;
      } finally {
        clearTimeout(timer);
      }
    }
    throw triggerErrors.timedOut(name);
  }
}

const invokerOf = (name: string, target: TriggerTarget): Invoke =>
  typeof target === 'function' ? invokeInProcess(target, name) : invokeLambdaEndpoint(target);

function responseOf(payload: unknown): TriggerResponse {
  if (!isRecord(payload) || !isRecord(payload.response) || REPEATED.some((name) => !(name in payload))) {
    throw triggerErrors.unrecognizable();
  }
  return new TriggerResponse(payload.response);
}
