import { ConfigurationError } from '../errors/index.js';
import { describeValue, requireNames } from '../policies/names.js';
import type { TokenExpectation, TokenVerifier } from '../tokens/index.js';

const NAMES: readonly string[] = ['tokenUse', 'pools'];

/**
 * Checks what is expected of tokens where it is written: a misspelled name would expect nothing, and a pool that is not
 * there would refuse everybody.
 *
 * @param user Starts the message: `authenticate(...)`.
 * @returns a copy, which nobody changes afterwards.
 * @throws ConfigurationError that says what was found and what to write.
 */
export function checkedExpectation(
  user: string,
  expectation: TokenExpectation,
  verifier: TokenVerifier,
): TokenExpectation {
  if (typeof expectation !== 'object' || (expectation as unknown) === null) {
    throw new ConfigurationError(
      `${user} takes an object such as { tokenUse: 'id' }, found ${describeValue(expectation)}.`,
    );
  }
  const unknown = Object.keys(expectation).find((name) => !NAMES.includes(name));
  if (unknown !== undefined) {
    throw new ConfigurationError(`${user}: ${unknown} is not an option. Use ${NAMES.join(' and ')}.`);
  }
  const { tokenUse, pools } = expectation;
  if (tokenUse !== undefined && (tokenUse as unknown) !== 'id' && (tokenUse as unknown) !== 'access') {
    throw new ConfigurationError(
      `${user}: tokenUse must be 'id' or 'access', found ${describeValue(tokenUse)}.`,
    );
  }
  return Object.freeze({
    ...(tokenUse !== undefined && { tokenUse }),
    ...(pools !== undefined && { pools: configuredPools(user, pools, verifier) }),
  });
}

function configuredPools(user: string, pools: readonly string[], verifier: TokenVerifier): readonly string[] {
  const names = requireNames(`${user}: pools`, pools);
  const configured = verifier.userPools.map(({ name }) => name);
  const strange = names.find((name) => !configured.includes(name));
  if (strange === undefined || verifier.resolvesPools) return names;
  throw new ConfigurationError(
    `${user}: pools names the user pool "${strange}", which is not configured. The configured pools are ` +
      `${configured.join(', ')}.`,
  );
}
