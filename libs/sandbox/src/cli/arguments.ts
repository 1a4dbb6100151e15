import { parseArgs } from 'node:util';

/** What the command was asked to do. */
export type CommandArguments =
  | { readonly kind: 'help' | 'version' }
  | {
      readonly kind: 'run';
      readonly config: string | undefined;
      readonly port: number | undefined;
      readonly data: string | undefined;
    };

export const DEFAULT_PORT = 9230;

export const USAGE = `Usage: castellan-sandbox [--config FILE] [--port N] [--data FOLDER]

An Amazon Cognito for development and tests, with the S3, DynamoDB and STS that its credentials open.

  --config FILE   pools, users, roles, buckets and tables, as JSON. Default: a small sandbox to try things with.
  --port N        the TCP port on 127.0.0.1; 0 is any free one. Default: that of the file, else ${DEFAULT_PORT}.
  --data FOLDER   keep users, identities, objects and keys there. Default: that of the file, else they end with the command.
  --help          show this
  --version       show the version
`;

/** Arguments that make no sense. The message is for the person who wrote them. */
export class UsageError extends Error {}

/** Throws a `UsageError`. */
export function readArguments(args: readonly string[]): CommandArguments {
  const { help, version, config, port, data } = parsed(args);
  if (help === true) return { kind: 'help' };
  if (version === true) return { kind: 'version' };
  for (const [name, value] of Object.entries({ config, data })) {
    if (value === '') throw new UsageError(`--${name}: found nothing. Write a path.`);
  }
  return { kind: 'run', config, data, port: port === undefined ? undefined : portOf(port) };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        config: { type: 'string' },
        port: { type: 'string' },
        data: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    const [fault = ''] = (error as Error).message.split('. ');
    throw new UsageError(`${fault}. There are --config FILE, --port N, --data FOLDER, --help and --version.`);
  }
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (port <= 65_535) return port;
  throw new UsageError(`--port: found ${JSON.stringify(text)}. Write a number from 0 to 65535.`);
}
