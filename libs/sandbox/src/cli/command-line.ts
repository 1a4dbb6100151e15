import type { SandboxOptions } from '../options.js';
import { Sandbox } from '../sandbox.js';
import { DEFAULT_PORT, readArguments, USAGE, UsageError } from './arguments.js';
import { readConfigFile } from './config-file.js';
import { DEFAULT_OPTIONS } from './default-options.js';

const SUCCESS = 0;
const FAILURE = 1;
const WRONG_USAGE = 2;

/** What the command needs of the process it runs in. */
export interface CommandSurroundings {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  readonly version: string;
  /** Settles when the command is to end, such as by Ctrl-C. */
  readonly ended: Promise<unknown>;
}

/** Runs the command and gives its exit code: 0, 1 if the sandbox could not start, 2 for a wrong call or a wrong file. */
export async function runCommandLine(args: readonly string[], around: CommandSurroundings): Promise<number> {
  const { stdout, stderr, version, ended } = around;
  try {
    const asked = readArguments(args);
    if (asked.kind === 'help') stdout.write(USAGE);
    if (asked.kind === 'version') stdout.write(`${version}\n`);
    if (asked.kind !== 'run') return SUCCESS;
    const options = asked.config === undefined ? DEFAULT_OPTIONS : readConfigFile(asked.config);
    const sandbox = await Sandbox.start({
      ...options,
      port: asked.port ?? options.port ?? DEFAULT_PORT,
      ...(asked.data !== undefined && { dataFolder: asked.data }),
    });
    stdout.write(welcome(sandbox, version, asked.data ?? options.dataFolder));
    await ended;
    await sandbox.stop();
    return SUCCESS;
  } catch (error) {
    stderr.write(`castellan-sandbox: ${oneLine(error)}\n`);
    return isWrongInput(error) ? WRONG_USAGE : FAILURE;
  }
}

function welcome({ url }: Sandbox, version: string, dataFolder: SandboxOptions['dataFolder']): string {
  const kept = dataFolder === undefined ? 'Nothing is kept.' : `Everything is kept in ${dataFolder}.`;
  return `castellan-sandbox ${version} answers on ${url}
Pools, clients, users and keys: ${url}/sandbox
${kept} Ctrl-C ends it.
`;
}

/** Options are checked with TypeErrors, which name the option, what was found and what to write. */
const isWrongInput = (error: unknown): boolean => error instanceof UsageError || error instanceof TypeError;

const oneLine = (error: unknown): string =>
  (error instanceof Error ? error.message : 'The sandbox could not start.').replace(/\s*\n\s*/g, ' ');
