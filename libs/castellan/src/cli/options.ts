import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UsageError } from './usage.js';

/** The options of a command, by name. A `list` may be given several times, the others once. */
export type OptionKinds = Readonly<Record<string, 'string' | 'list' | 'boolean'>>;

/** What was given. */
export interface GivenOptions {
  readonly strings: Readonly<Record<string, string | undefined>>;
  readonly lists: Readonly<Record<string, readonly string[] | undefined>>;
  /** The names of the options without a value. */
  readonly flags: ReadonlySet<string>;
  readonly positionals: readonly string[];
}

/** Reads the arguments of a command to which nobody gives a secret. @throws UsageError */
export function readOptions(args: readonly string[], kinds: OptionKinds, usage: string): GivenOptions {
  const options: NonNullable<ParseArgsConfig['options']> = Object.fromEntries(
    Object.entries(kinds).map(([name, kind]) => [
      name,
      { type: kind === 'boolean' ? kind : 'string', multiple: true },
    ]),
  );
  const { values, positionals } = parse(args, options, usage);
  const strings: Record<string, string> = {};
  const lists: Record<string, readonly string[]> = {};
  const flags = new Set<string>();
  for (const [name, given] of Object.entries(values)) {
    const texts = (given as readonly unknown[]).filter((value) => typeof value === 'string');
    if (kinds[name] === 'boolean') flags.add(name);
    else if (texts.includes('')) throw new UsageError(`--${name} needs a value.`, usage);
    else if (kinds[name] === 'list') lists[name] = texts;
    else if (texts.length > 1) throw new UsageError(`--${name} is given more than once.`, usage);
    else strings[name] = texts[0] ?? '';
  }
  return { strings, lists, flags, positionals };
}

function parse(
  args: readonly string[],
  options: NonNullable<ParseArgsConfig['options']>,
  usage: string,
): { readonly values: Readonly<Record<string, unknown>>; readonly positionals: readonly string[] } {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message, usage);
  }
}
