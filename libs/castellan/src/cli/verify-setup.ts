import { readFile } from 'node:fs/promises';
import { ConfigurationError } from '../errors/index.js';
import { TokenVerifier, type UserPoolOptions } from '../tokens/index.js';
import { UsageError, VERIFY_SYNOPSIS } from './usage.js';
import type { VerifyArguments } from './verify-arguments.js';

/** Stands in where only the other options are on trial. */
const ANY_ISSUER = 'https://issuer.invalid';

/**
 * Makes the verifier that is asked for.
 *
 * The verifier's own complaints quote what they found, and a token that was put behind the wrong option is one of
 * the things they could find. So the options are tried one after the other, to know which of them is wrong.
 *
 * @throws UsageError that names the option, and never its value.
 */
export async function createVerifier(args: VerifyArguments): Promise<TokenVerifier> {
  const { userPoolId, clientIds, tokenUse, issuer, now } = args;
  const clock = now === undefined ? Date.now : () => now;
  const create = (pool: { issuer: string | undefined; jwks?: unknown }) =>
    new TokenVerifier({
      clock,
      userPools: [
        {
          userPoolId,
          clientIds,
          tokenUse,
          ...(pool.issuer !== undefined && { issuer: pool.issuer, allowCustomIssuer: true }),
          ...(pool.jwks !== undefined && { jwks: pool.jwks as NonNullable<UserPoolOptions['jwks']> }),
        },
      ],
    });

  attempt(
    () => create({ issuer: issuer === undefined ? undefined : ANY_ISSUER }),
    () => '--user-pool-id is not REGION_ID with a Region of AWS, such as eu-west-1_AbCdEfGhI.',
  );
  const verifier = attempt(
    () => create({ issuer }),
    () => '--issuer is not an https address, or http on the loopback interface, without a slash at the end.',
  );
  if (args.jwks === undefined) return verifier;
  const jwks = await readKeySet(args.jwks);
  return attempt(
    () => create({ issuer, jwks }),
    // Of a key set nothing but positions and types is quoted.
    (error) => `--jwks: ${error.message}`,
  );
}

function attempt<T>(create: () => T, describe: (error: ConfigurationError) => string): T {
  try {
    return create();
  } catch (error) {
    if (error instanceof ConfigurationError) throw usage(describe(error));
    throw error;
  }
}

/** @returns whatever the file holds: the verifier judges it. */
async function readKeySet(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw usage(
      `--jwks: the file cannot be read (${(error as NodeJS.ErrnoException).code ?? 'no reason is given'}).`,
    );
  }
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the file.
    throw usage('--jwks: the file is not JSON.');
  }
}

function usage(message: string): UsageError {
  return new UsageError(message, VERIFY_SYNOPSIS);
}
