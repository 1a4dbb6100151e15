import { Output } from './output.js';
import type { Streams } from './streams.js';
import { USAGE, UsageError } from './usage.js';
import { verifyCommand } from './verify.command.js';

/** How a command ends. */
const UNUSABLE = 2;

/**
 * Runs `castellan` with its arguments.
 *
 * @returns the exit code.
 */
export async function runCommandLine(
  args: readonly string[],
  streams: Streams,
  readVersion: () => string,
): Promise<number> {
  try {
    return await run(args, streams, readVersion);
  } catch (error) {
    await new Output(streams.stderr).write(describe(error));
    return UNUSABLE;
  }
}

async function run(
  [command, ...args]: readonly string[],
  streams: Streams,
  readVersion: () => string,
): Promise<number> {
  if (command === 'verify') return verifyCommand(args, streams);
  const stdout = new Output(streams.stdout);
  if (command === '--help') return (await stdout.write(USAGE)) ? 0 : 1;
  if (command === '--version') return (await stdout.write(`${readVersion()}\n`)) ? 0 : 1;
  const found = command === undefined ? 'There is no command.' : 'The first argument is no command.';
  throw new UsageError(found, USAGE);
}

/** Of an error that is not known, neither the message nor the stack is shown: a token may be quoted there. */
function describe(error: unknown): string {
  if (error instanceof UsageError) return `castellan: ${error.message}\n\n${error.usage}`;
  const { name, code } = error as NodeJS.ErrnoException;
  return `castellan: the command failed (${code ?? name}).\n`;
}
