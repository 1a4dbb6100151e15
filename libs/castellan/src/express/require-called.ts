import { ConfigurationError } from '../errors/index.js';

/**
 * Refuses a method that was handed to Express in place of the middleware it makes. Express would call it with each
 * request and wait for an answer that nobody gives.
 *
 * @param misplaced What the method was called with beside its own parameters.
 * @throws ConfigurationError if there is anything.
 */
export function requireCalled(method: string, misplaced: readonly unknown[]): void {
  if (misplaced.length === 0) return;
  throw new ConfigurationError(
    `castellan.${method} makes a middleware and was called with the parameters of one. Write castellan.${method}() where ` +
      `castellan.${method} stands.`,
  );
}
