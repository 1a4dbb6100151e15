import { readFile, rename, writeFile } from 'node:fs/promises';
import { loadApplication } from './application-file.js';
import { readOptions } from './options.js';
import { Output } from './output.js';
import { differencesOf } from './route-differences.js';
import { formatLock, type LockedRoute, lockedRoutes, readLock } from './route-lock.js';
import { ROUTES_HINT, ROUTES_SYNOPSIS, ROUTES_USAGE } from './routes-usage.js';
import type { Streams } from './streams.js';
import { UsageError } from './usage.js';

const OPTIONS = { json: 'boolean', check: 'string', update: 'string', help: 'boolean' } as const;

/**
 * `castellan routes`: shows the route table of an application, writes it to a file, or compares it with one.
 *
 * @returns the exit code.
 * @throws UsageError where the arguments are wrong, or the application or the file cannot be read.
 */
export async function routesCommand(args: readonly string[], streams: Streams): Promise<number> {
  const stdout = new Output(streams.stdout);
  const { strings, flags, positionals } = readOptions(args, OPTIONS, ROUTES_SYNOPSIS);
  if (flags.has('help')) return (await stdout.write(ROUTES_USAGE)) ? 0 : 1;
  const [application, ...others] = positionals;
  const { check, update } = strings;
  if (application === undefined) throw usage(noApplication({ check, update }));
  if (others.length > 0) throw usage(`${positionals.length} applications are given, and one is taken.`);
  const ways = [...flags, ...Object.keys(strings)];
  if (ways.length > 1) throw usage(`--${ways.join(' and --')} do not go together.`);

  const castellan = await import('../index.js');
  const loaded = await loadApplication(application, ROUTES_HINT);
  const entries = await castellan.routesOf(loaded).catch((error: unknown) => {
    throw unusable(`The routes of ${application} cannot be had: ${(error as Error).message}`);
  });
  if (entries.length === 0) {
    throw unusable(
      `${application} has no route. If the modules with the controllers are added by a static method, such as ` +
        'AppModule.for(options), export a function that makes the application and name that: FILE#EXPORT.',
    );
  }
  if (check !== undefined) return compare(check, lockedRoutes(entries), application, stdout);
  if (update !== undefined) {
    await replace(update, formatLock(lockedRoutes(entries)));
    return (await stdout.write(`${entries.length} routes are written to ${update}.\n`)) ? 0 : 1;
  }
  const text = flags.has('json')
    ? formatLock(entries)
    : [...castellan.routeLines(entries), '', summary(entries), ''].join('\n');
  return (await stdout.write(text)) ? 0 : 1;
}

function noApplication(files: Readonly<Record<string, string | undefined>>): string {
  const [option] = Object.keys(files).filter((name) => files[name] !== undefined);
  return option === undefined
    ? 'There is no APP: the compiled file of the root module.'
    : `--${option} needs a FILE, and then APP, the compiled file of the root module.`;
}

async function compare(
  file: string,
  routes: readonly LockedRoute[],
  application: string,
  stdout: Output,
): Promise<number> {
  const differences = differencesOf(await readLocked(file), routes);
  if (differences.length === 0) {
    return (await stdout.write(`The ${routes.length} routes are those of ${file}.\n`)) ? 0 : 1;
  }
  const heading = `The routes are not those of ${file}:`;
  const remedy = `If that is intended: npx castellan routes --update ${file} ${application}`;
  await stdout.write([heading, '', ...differences, '', remedy, ''].join('\n'));
  return 1;
}

async function readLocked(file: string): Promise<readonly LockedRoute[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code = 'no reason is given' } = error as NodeJS.ErrnoException;
    throw unusable(`--check: ${file} cannot be read (${code}). Write it first, with --update.`);
  }
  const routes = readLock(text);
  if (routes !== undefined) return routes;
  throw unusable(`--check: ${file} is not a file that --update wrote.`);
}

/** A file that is half written would compare with nothing. */
async function replace(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(draft, text);
    await rename(draft, file);
  } catch (error) {
    const { code = 'no reason is given' } = error as NodeJS.ErrnoException;
    throw unusable(`--update: ${file} cannot be written (${code}).`);
  }
}

function summary(routes: readonly { readonly public: boolean; readonly unguarded: boolean }[]): string {
  const open = routes.filter((route) => route.public).length;
  const unguarded = routes.filter((route) => route.unguarded).length;
  return `${routes.length} routes, ${open} of them public, ${unguarded} unguarded.`;
}

/** The command is written well, and something it names is not as it has to be. */
function unusable(message: string): UsageError {
  return new UsageError(message, ROUTES_HINT);
}

function usage(message: string): UsageError {
  return new UsageError(message, ROUTES_SYNOPSIS);
}
