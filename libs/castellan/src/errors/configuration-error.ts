import { CastellanError } from './castellan-error.js';

/**
 * Something the application or its AWS resources are set up with is wrong. An option, a decorator or a policy is
 * refused at boot or at decoration time, so that a mistake never waits for its first request; an Identity Pool
 * that does not fit shows at the first exchange. Answer: 500.
 */
export class ConfigurationError extends CastellanError {
  readonly httpStatus = 500;

  constructor(message: string, options?: { cause?: unknown }) {
    super('configuration_invalid', message, options);
  }
}
