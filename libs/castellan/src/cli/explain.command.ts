import { loadApplication } from './application-file.js';
import { claimsOfCaller, type FileClaims } from './caller-file.js';
import { EXPLAIN_HINT, EXPLAIN_SYNOPSIS, EXPLAIN_USAGE } from './explain-usage.js';
import { formatExplanation } from './explanation-format.js';
import { readJsonFile } from './json-file.js';
import { type GivenOptions, readOptions } from './options.js';
import { Output } from './output.js';
import type { Streams } from './streams.js';
import { UsageError } from './usage.js';

const OPTIONS = {
  app: 'string',
  route: 'string',
  as: 'string',
  anonymous: 'boolean',
  subject: 'string',
  param: 'list',
  header: 'list',
  host: 'string',
  body: 'string',
  json: 'boolean',
  help: 'boolean',
} as const;

/**
 * `castellan explain`: says step by step how a request would be decided.
 *
 * @returns the exit code: 0 where the handler would run, 1 where the request would be refused.
 * @throws UsageError where the arguments are wrong, or the application or a file cannot be read.
 */
export async function explainCommand(args: readonly string[], streams: Streams): Promise<number> {
  const stdout = new Output(streams.stdout);
  const given = readOptions(args, OPTIONS, EXPLAIN_SYNOPSIS);
  if (given.flags.has('help')) return (await stdout.write(EXPLAIN_USAGE)) ? 0 : 1;
  if (given.positionals.length > 0)
    throw usage('Everything is given by an option: there is an argument without.');
  const [application, route] = [required(given, 'app'), required(given, 'route')];
  const request = {
    route,
    claims: await claimsOf(given),
    subject: await jsonOf(given, 'subject'),
    params: pairs(given, 'param'),
    headers: pairs(given, 'header'),
    host: given.strings.host,
    body: await jsonOf(given, 'body'),
  };

  const castellan = await import('../index.js');
  const loaded = await loadApplication(application, EXPLAIN_HINT);
  const explanation = await castellan.explain(loaded, request).catch((error: unknown) => {
    throw unusable(`The request cannot be explained: ${(error as Error).message}`);
  });
  const text = given.flags.has('json')
    ? `${JSON.stringify(explanation, undefined, 2)}\n`
    : formatExplanation(explanation);
  return (await stdout.write(text)) && explanation.granted ? 0 : 1;
}

async function claimsOf(given: GivenOptions): Promise<FileClaims | undefined> {
  const { as: file } = given.strings;
  if (given.flags.has('anonymous') === (file !== undefined)) {
    throw usage('Say who is calling: --as FILE or --anonymous, one of the two.');
  }
  if (file === undefined) return undefined;
  const fail = (message: string): UsageError => unusable(`--as ${file}: ${message}`);
  return claimsOfCaller(await readJsonFile(file, fail), fail);
}

async function jsonOf({ strings }: GivenOptions, name: 'subject' | 'body'): Promise<unknown> {
  const file = strings[name];
  return file === undefined
    ? undefined
    : readJsonFile(file, (message) => unusable(`--${name} ${file}: ${message}`));
}

function pairs({ lists }: GivenOptions, name: 'param' | 'header'): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (lists[name] ?? []).map((text) => {
      const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
      if (key === undefined || value === undefined) throw usage(`--${name} is NAME=VALUE.`);
      return [name === 'header' ? key.toLowerCase() : key, value];
    }),
  );
}

function required({ strings }: GivenOptions, name: 'app' | 'route'): string {
  const value = strings[name];
  if (value !== undefined) return value;
  throw usage(`--${name} is missing.`);
}

/** The command is written well, and something it names is not as it has to be. */
function unusable(message: string): UsageError {
  return new UsageError(message, EXPLAIN_HINT);
}

function usage(message: string): UsageError {
  return new UsageError(message, EXPLAIN_SYNOPSIS);
}
