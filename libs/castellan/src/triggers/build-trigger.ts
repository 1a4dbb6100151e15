import { randomUUID } from 'node:crypto';
import { ConfigurationError } from '../errors/index.js';
import type { TriggerAction, TriggerContext, TriggerEvent, TriggerHandler } from './trigger-event.js';
import {
  type ResolvedTriggerOptions,
  resolveTriggerOptions,
  type TriggerOptions,
} from './trigger-options.js';
import { TriggerRefusal } from './trigger-refusal.js';

/** What tells one kind of trigger from another. */
export interface TriggerKind<Event extends TriggerEvent, Answer> {
  /** The name of its builder, for messages. */
  readonly builder: string;
  /** What `triggerSource` begins with: `PreSignUp_`. */
  readonly source: string;
  /** What `version` has to be. Default: any. */
  readonly versions?: readonly string[];
  /** Checks what the application answered, and puts it as Cognito wants it. */
  respond(answer: Answer, event: Event): object;
}

/** Makes the function that Lambda calls. */
export function buildTrigger<Event extends TriggerEvent, Answer>(
  kind: TriggerKind<Event, Answer>,
  action: TriggerAction<Event, Answer>,
  options: TriggerOptions,
): TriggerHandler<Event> {
  if (typeof (action as unknown) !== 'function') {
    throw new ConfigurationError(
      `${kind.builder}(...) needs a function: ${kind.builder}((event) => { ... }).`,
    );
  }
  const resolved = resolveTriggerOptions(kind.builder, options);
  return async (event, context = {}) => {
    try {
      requireEventOf(kind, event);
      const response = await runWithin(resolved, event, context, async () =>
        kind.respond(await action(event, context), event),
      );
      return { ...event, response: { ...event.response, ...response } };
    } catch (error) {
      if (error instanceof TriggerRefusal) throw error;
      throw hidden(error, event, context, resolved);
    }
  };
}

function requireEventOf<Event extends TriggerEvent>(
  { builder, source, versions }: Pick<TriggerKind<Event, never>, 'builder' | 'source' | 'versions'>,
  event: unknown,
): void {
  const { triggerSource, version, response } = (event ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof triggerSource !== 'string' || typeof response !== 'object') {
    throw new ConfigurationError(`${builder}(...) was called with something that is no event of Cognito.`);
  }
  if (!triggerSource.startsWith(source)) {
    throw new ConfigurationError(
      `${builder}(...) was called for ${triggerSource}. Assign the function to the trigger that it is made for.`,
    );
  }
  if (versions === undefined || versions.includes(String(version))) return;
  throw new ConfigurationError(
    `${builder}(...) was called with an event of version ${String(version)} and is made for ` +
      `${versions.map((each) => `V${each}_0`).join(' and ')}. Set LambdaVersion in the user pool's ` +
      'PreTokenGenerationConfig, or use another builder.',
  );
}

/** Runs the middleware around what is to be done, and gives what that gave. */
async function runWithin(
  { middleware, ...options }: ResolvedTriggerOptions,
  event: TriggerEvent,
  context: TriggerContext,
  run: () => Promise<object>,
): Promise<object> {
  const [first, ...others] = middleware;
  if (first === undefined) return run();
  let response: Promise<object> | undefined;
  await first(
    event,
    () => {
      response ??= runWithin({ ...options, middleware: others }, event, context, run);
      const done = response.then(() => undefined);
      // It comes out below. A middleware that does not wait for it must not end the process.
      done.catch(() => undefined);
      return done;
    },
    context,
  );
  if (response !== undefined) return response;
  throw new ConfigurationError(
    'A middleware of the trigger did not call next(). Call it, or throw a TriggerRefusal.',
  );
}

/** What users are told of an error that is not meant for them. It carries nothing of the error itself. */
function hidden(
  error: unknown,
  event: unknown,
  { awsRequestId }: TriggerContext,
  { onError }: ResolvedTriggerOptions,
): Error {
  const { triggerSource, userPoolId } = (event ?? {}) as Partial<TriggerEvent>;
  const reference = awsRequestId ?? randomUUID();
  try {
    onError({ error, triggerSource: String(triggerSource), userPoolId: String(userPoolId), reference });
  } catch {
    // What cannot be reported is refused all the same.
  }
  return new Error(`an internal error (reference ${reference})`);
}
