import type { StandaloneOptions } from '../setup/standalone-options.js';
import { LambdaCastellan } from './lambda-castellan.js';

/**
 * Castellan for Lambda functions behind API Gateway. Make it once, outside of the handlers: a warm start then has its
 * keys, remembered tokens and callers' credentials.
 *
 * @throws ConfigurationError that names the option, what was found and what to write.
 *
 * @example
 * ```ts
 * import { createCastellan, groups } from 'castellan/lambda';
 *
 * const castellan = createCastellan({
 *   userPools: [{ userPoolId: 'eu-west-1_AbCdEfGhI', clientIds: ['web'], tokenUse: 'access' }],
 * });
 *
 * export const handler = castellan.handler({ require: groups('editors') }, (_event, caller) => ({
 *   statusCode: 200,
 *   body: JSON.stringify({ of: caller.user.username }),
 * }));
 * ```
 */
export function createCastellan(options: StandaloneOptions): LambdaCastellan {
  return new LambdaCastellan(options);
}
