import { CastellanError } from './castellan-error.js';

/**
 * Something the application wrote is wrong: an option, a decorator, a policy. Thrown at boot or at decoration
 * time, so that a mistake never waits for its first request.
 */
export class ConfigurationError extends CastellanError {
  readonly httpStatus = 500;

  constructor(message: string, options?: { cause?: unknown }) {
    super('configuration_invalid', message, options);
  }
}
