import { UserPoolError } from '../errors/index.js';
import type { UserPoolSettings } from './settings.js';

type DiscretionSettings = Pick<
  UserPoolSettings,
  'revealsUserExistence' | 'answerStepMilliseconds' | 'onConcealed' | 'onWarning' | 'clock' | 'sleep'
>;

/** An operation whose answer could tell whether a user exists. */
export interface DiscreetOperation<Answer> {
  readonly operation: string;
  readonly run: () => Promise<Answer>;
  /** The exceptions of Cognito that tell. */
  readonly tells: ReadonlySet<string>;
  /** What is answered instead, or thrown. */
  readonly instead: (error: UserPoolError) => Answer;
  /** Whether an answer that is no error tells nothing, as tokens do, and need not wait. Default false. */
  readonly hurries?: boolean;
}

/** Keeps answers from telling whether a user exists: neither what they say nor when they come. */
export class Discretion {
  readonly #settings: DiscretionSettings;
  #hasWarned = false;

  constructor(settings: DiscretionSettings) {
    this.#settings = settings;
  }

  /** Whether answers may tell. */
  get reveals(): boolean {
    return this.#settings.revealsUserExistence;
  }

  async keep<Answer>({
    operation,
    run,
    tells,
    instead,
    hurries = false,
  }: DiscreetOperation<Answer>): Promise<Answer> {
    if (this.reveals) return run();
    const startedAt = this.#settings.clock();
    let isDone = false;
    try {
      const answer = await run();
      isDone = true;
      return answer;
    } catch (error) {
      if (!(error instanceof UserPoolError) || !tells.has(error.exception ?? '')) throw error;
      this.#settings.onConcealed(operation, error);
      this.#warnOfLegacy(error);
      return instead(error);
    } finally {
      if (!(isDone && hurries)) await this.#wait(startedAt);
    }
  }

  /** What is kept back here, Cognito itself tells whoever asks it. */
  #warnOfLegacy({ exception }: UserPoolError): void {
    if (exception !== 'UserNotFoundException' || this.#hasWarned) return;
    this.#hasWarned = true;
    this.#settings.onWarning(
      'Cognito tells which users of the pool exist to everybody who knows the ID of the app client. Set ' +
        'PreventUserExistenceErrors of the app client to ENABLED.',
    );
  }

  /** Until a multiple of the step has passed, also for answers that take longer than one. */
  async #wait(startedAt: number): Promise<void> {
    const { answerStepMilliseconds: step, clock, sleep } = this.#settings;
    if (step === 0) return;
    const passed = Math.max(0, clock() - startedAt);
    await sleep(step - (passed % step));
  }
}
