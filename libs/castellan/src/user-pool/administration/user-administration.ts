import type { CognitoCalls } from '../cognito-calls.js';
import type { UserPoolSettings } from '../settings.js';

/** Placeholder */
export class UserAdministration {
  readonly #settings: UserPoolSettings;
  readonly #calls: CognitoCalls;

  constructor(settings: UserPoolSettings, calls: CognitoCalls) {
    this.#settings = settings;
    this.#calls = calls;
  }
  get x(): unknown {
    return [this.#settings, this.#calls];
  }
}
