import { nearestName } from '../tokens/nearest-name.js';
import { explainCommand } from './explain.command.js';
import { Output } from './output.js';
import { isPlainWord } from './plain-word.js';
import { routesCommand } from './routes.command.js';
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
    // Where the reason cannot be written, the exit code says it all the same.
    await new Output(streams.stderr).write(describe(error)).catch(() => false);
    return UNUSABLE;
  }
}

async function run(
  [command, ...args]: readonly string[],
  streams: Streams,
  readVersion: () => string,
): Promise<number> {
  if (command === 'verify') return verifyCommand(args, streams);
  if (command === 'explain') return explainCommand(args, streams);
  if (command === 'routes') return routesCommand(args, streams);
  const stdout = new Output(streams.stdout);
  if (command === '--help') return (await stdout.write(USAGE)) ? 0 : 1;
  if (command === '--version') return (await stdout.write(`${readVersion()}\n`)) ? 0 : 1;
  throw new UsageError(command === undefined ? 'There is no command.' : unknownCommand(command), USAGE);
}

/** The word is shown only where it cannot be a token. */
function unknownCommand(command: string): string {
  const what = isPlainWord(command) ? `"${command}"` : 'The first argument';
  const suggestion = nearestName(command, ['verify', 'routes', 'explain', '--help', '--version']);
  return `${what} is no command.${suggestion === undefined ? '' : ` Did you mean ${suggestion}?`}`;
}

/** Of an error that is not known, neither the message nor the stack is shown: a token may be quoted there. */
function describe(error: unknown): string {
  if (error instanceof UsageError) return `castellan: ${error.message}\n\n${error.usage}`;
  const { name, code } = error as NodeJS.ErrnoException;
  return `castellan: the command failed (${code ?? name}).\n`;
}
