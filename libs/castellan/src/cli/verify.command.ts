import type { Readable } from 'node:stream';
import { Output } from './output.js';
import type { Streams } from './streams.js';
import { argumentHint, pasteHint } from './paste-hint.js';
import { readLines } from './token-lines.js';
import { UsageError, VERIFY_SYNOPSIS, VERIFY_USAGE } from './usage.js';
import { judge, type Verdict } from './verdict.js';
import { formatJson, formatText } from './verdict-format.js';
import { readVerifyArguments } from './verify-arguments.js';
import { createVerifier } from './verify-setup.js';

/**
 * `castellan verify`: has a {@link TokenVerifier} judge tokens, one after the other, and says what it says.
 *
 * @returns the exit code: 0 where every token is accepted, 1 where one is not or the output is no longer read, 3 where
 * one could not be judged because its keys cannot be had.
 * @throws UsageError where the arguments are wrong or there is no token.
 */
export async function verifyCommand(args: readonly string[], streams: Streams): Promise<number> {
  const stdout = new Output(streams.stdout);
  const asked = readVerifyArguments(args, streams.stdin.isTTY !== true);
  if (asked === 'help') return (await stdout.write(VERIFY_USAGE)) ? 0 : 1;

  const verifier = await createVerifier(asked);
  const { token, json } = asked;
  let count = 0;
  let exitCode = 0;
  for await (const candidate of token === undefined ? readTokens(streams.stdin) : [token]) {
    count += 1;
    const verdict = await judge(verifier, candidate, token === undefined ? pasteHint : argumentHint);
    exitCode = Math.max(exitCode, exitCodeOf(verdict));
    const heading = token === undefined ? `line ${count}` : undefined;
    if (!(await stdout.write(json ? formatJson(verdict) : formatText(verdict, heading)))) return 1;
  }
  if (count === 0) throw new UsageError('There is no token on standard input.', VERIFY_SYNOPSIS);
  return exitCode;
}

/** What could not be judged outranks what was refused: whoever gets 1 knows that every token was judged. */
function exitCodeOf(verdict: Verdict): number {
  if (verdict.accepted) return 0;
  return verdict.undecided === true ? 3 : 1;
}

async function* readTokens(stdin: Readable): AsyncGenerator<string> {
  try {
    yield* readLines(stdin);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'no reason is given';
    throw new UsageError(`Standard input cannot be read (${reason}).`, VERIFY_SYNOPSIS);
  }
}
