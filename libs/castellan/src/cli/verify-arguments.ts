import { parseArgs } from 'node:util';
import type { TokenUse } from '../tokens/index.js';
import { UsageError, VERIFY_SYNOPSIS } from './usage.js';

/** What `castellan verify` is asked. */
export interface VerifyArguments {
  readonly userPoolId: string;
  readonly clientIds: readonly string[];
  readonly tokenUse: TokenUse;
  /** The name of the file with the key set. */
  readonly jwks: string | undefined;
  readonly issuer: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number | undefined;
  readonly json: boolean;
  /** `undefined` where standard input is to be read. */
  readonly token: string | undefined;
}

const OPTIONS = {
  'user-pool-id': { type: 'string' },
  'client-id': { type: 'string', multiple: true },
  'token-use': { type: 'string' },
  jwks: { type: 'string' },
  issuer: { type: 'string' },
  now: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

type OptionName = keyof typeof OPTIONS;

/**
 * Reads the arguments behind `castellan verify`.
 *
 * @param args the arguments
 * @param isPiped whether standard input is something other than a terminal
 * @returns `'help'` where help is asked for
 * @throws UsageError that names the option or the position, and never what stands there
 */
export function readVerifyArguments(args: readonly string[], isPiped: boolean): VerifyArguments | 'help' {
  const { values, positionals } = parse(args);
  if (values.has('help')) return 'help';
  const [token = isPiped ? '-' : undefined, ...others] = positionals;
  if (others.length > 0) {
    throw usage(`${positionals.length} tokens are given, and one is taken. Send several on standard input.`);
  }
  const found: VerifyArguments = {
    userPoolId: required(values, 'user-pool-id', 'the ID of the user pool'),
    clientIds: readClientIds(values),
    tokenUse: readTokenUse(required(values, 'token-use', 'access or id')),
    jwks: values.get('jwks')?.[0],
    issuer: values.get('issuer')?.[0],
    now: readNow(values.get('now')?.[0]),
    json: values.has('json'),
    token: token === '-' ? undefined : token,
  };
  if (token !== undefined) return found;
  throw usage('There is no token. Give one, or pipe tokens to standard input, one for each line.');
}

/** Not the strict mode of `parseArgs`, whose messages quote what was written. */
function parse(args: readonly string[]) {
  const { tokens } = parseArgs({
    args: [...args],
    options: OPTIONS,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values = new Map<OptionName, string[]>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    if (!isOptionName(token.name) || !token.rawName.startsWith('--')) {
      throw usage(`Argument ${token.index + 2} of castellan is no option of verify.`);
    }
    addValue(values, token.name, token.value, token.inlineValue ?? false);
  }
  return { values, positionals };
}

function addValue(
  values: Map<OptionName, string[]>,
  name: OptionName,
  value: string | undefined,
  isInline: boolean,
): void {
  const given = values.get(name) ?? [];
  if (OPTIONS[name].type === 'boolean') {
    if (value !== undefined) throw usage(`--${name} takes no value.`);
  } else if (value === undefined || value === '' || (!isInline && value.startsWith('-'))) {
    throw usage(`--${name} needs a value. Write --${name}=VALUE where it begins with "-".`);
  } else if (given.length > 0 && name !== 'client-id') throw usage(`--${name} is given more than once.`);
  values.set(name, value === undefined ? given : [...given, value]);
}

function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name);
}

function required(
  values: ReadonlyMap<OptionName, readonly string[]>,
  name: OptionName,
  meaning: string,
): string {
  const value = values.get(name)?.[0];
  if (value !== undefined) return value;
  throw usage(`--${name} is missing: ${meaning}.`);
}

function readClientIds(values: ReadonlyMap<OptionName, readonly string[]>): readonly string[] {
  required(values, 'client-id', 'the app client whose tokens are accepted');
  return [...new Set(values.get('client-id'))];
}

function readTokenUse(value: string): TokenUse {
  if (value === 'access' || value === 'id') return value;
  throw usage('--token-use is neither access nor id.');
}

function readNow(value: string | undefined): number | undefined {
  if (value === undefined || /^\d{1,12}$/.test(value))
    return value === undefined ? value : Number(value) * 1_000;
  throw usage('--now is not a whole number of seconds since the epoch.');
}

function usage(message: string): UsageError {
  return new UsageError(message, VERIFY_SYNOPSIS);
}
