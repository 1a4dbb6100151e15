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
  const { issuers } = args;
  attempt(
    () => create(args, { issuers: issuers.length === 0 ? [] : [ANY_ISSUER] }),
    () => '--user-pool-id is not REGION_ID with a Region of AWS, such as eu-west-1_AbCdEfGhI.',
  );
  attempt(
    () => create(args, { issuers }),
    () => '--issuer is not an https address, or http on the loopback interface, without a slash at the end.',
  );
  const { resource } = args;
  const verifier = attempt(
    () => create(args, { issuers, resource }),
    () =>
      '--resource is not the https address of an API, or http on the loopback interface, in its normal form.',
  );
  if (args.jwks === undefined) return verifier;
  const jwks = await readKeySet(args.jwks);
  return attempt(
    () => create(args, { issuers, resource, jwks }),
    // Of a key set nothing but positions and types is quoted.
    (error) => `--jwks: the file is no key set that can be used. ${keySetFault(error.message)}`,
  );
}

/** The options that are tried one after the other. */
interface Tried {
  readonly issuers: readonly string[];
  readonly resource?: string | undefined;
  readonly jwks?: unknown;
}

function create(args: VerifyArguments, { issuers, resource, jwks }: Tried): TokenVerifier {
  const { userPoolId, clientIds, tokenUse, now, requireAudience, clockToleranceSeconds } = args;
  return new TokenVerifier({
    clock: now === undefined ? Date.now : () => now,
    clockToleranceSeconds,
    ...(resource !== undefined && { resource: { identifier: resource, requireAudience } }),
    userPools: [
      {
        userPoolId,
        clientIds,
        tokenUse,
        ...(issuers.length > 0 && { issuer: issuers, allowCustomIssuer: true }),
        ...(jwks !== undefined && { jwks: jwks as NonNullable<UserPoolOptions['jwks']> }),
      },
    ],
  });
}

/** Without the name that an option of an application has. */
function keySetFault(message: string): string {
  return message.replace(/^userPools\[0\]\.jwks\./, '').replace(/: found undefined\./, ' is missing.');
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
