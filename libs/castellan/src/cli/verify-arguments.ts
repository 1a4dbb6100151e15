import { parseArgs } from 'node:util';
import type { TokenUse } from '../tokens/index.js';
import { nearestName } from '../tokens/nearest-name.js';
import { isPlainWord } from './plain-word.js';
import { UsageError, VERIFY_SYNOPSIS } from './usage.js';

/** What `castellan verify` is asked. */
export interface VerifyArguments {
  readonly userPoolId: string;
  readonly clientIds: readonly string[];
  /** `null` accepts both. */
  readonly tokenUse: TokenUse | null;
  /** The name of the file with the key set. */
  readonly jwks: string | undefined;
  /** None where the pool's default is meant. */
  readonly issuers: readonly string[];
  /** The identifier of the API as a resource. */
  readonly resource: string | undefined;
  readonly requireAudience: boolean;
  readonly clockToleranceSeconds: number;
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
  issuer: { type: 'string', multiple: true },
  resource: { type: 'string' },
  'require-audience': { type: 'boolean' },
  'clock-tolerance': { type: 'string' },
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
 * @throws UsageError that names the option or the position, and shows nothing that could be part of a token
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
    tokenUse: readTokenUse(required(values, 'token-use', 'access, id or any')),
    jwks: readFileName(values.get('jwks')?.[0]),
    issuers: [...new Set(values.get('issuer'))],
    resource: values.get('resource')?.[0],
    requireAudience: values.has('require-audience'),
    clockToleranceSeconds: readTolerance(values.get('clock-tolerance')?.[0]),
    now: readNow(values.get('now')?.[0]),
    json: values.has('json'),
    token: token === '-' ? undefined : token,
  };
  if (found.requireAudience && found.resource === undefined) {
    throw usage('--require-audience needs --resource: the audience that is required.');
  }
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
      throw usage(unknownOption(token.rawName, token.index + 2));
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
  } else if (given.length > 0 && !('multiple' in OPTIONS[name]))
    throw usage(`--${name} is given more than once.`);
  values.set(name, value === undefined ? given : [...given, value]);
}

/** The word is shown only where it cannot be a token. */
function unknownOption(rawName: string, position: number): string {
  const word = rawName.replace(/^-+/, '');
  const what = isPlainWord(word) ? rawName : `Argument ${position} of castellan`;
  const suggestion = nearestName(word, Object.keys(OPTIONS));
  return `${what} is no option of verify.${suggestion === undefined ? '' : ` Did you mean --${suggestion}?`}`;
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
  const clientIds = [...new Set(values.get('client-id'))];
  if (!clientIds.some((clientId) => /[,\s]/.test(clientId))) return clientIds;
  throw usage('--client-id has a comma or a blank in it. Give it once for each client.');
}

function readTokenUse(value: string): TokenUse | null {
  if (value === 'access' || value === 'id') return value;
  if (value === 'any') return null;
  throw usage('--token-use is neither access nor id nor any.');
}

function readFileName(value: string | undefined): string | undefined {
  if (value !== undefined && /^https?:/i.test(value)) {
    throw usage(
      '--jwks takes a file and not an address. Leave it out to have the keys fetched from the issuer, or save them first.',
    );
  }
  if (value !== undefined && /^\s*\{/.test(value))
    throw usage('--jwks takes the name of a file and not its content.');
  return value;
}

function readTolerance(value: string | undefined): number {
  if (value === undefined) return 0;
  if (/^\d{1,3}$/.test(value) && Number(value) <= 120) return Number(value);
  throw usage('--clock-tolerance is not a whole number of seconds from 0 to 120.');
}

function readNow(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,12}$/.test(value)) return Number(value) * 1_000;
  throw usage('--now is not a whole number of seconds since the epoch.');
}

function usage(message: string): UsageError {
  return new UsageError(message, VERIFY_SYNOPSIS);
}
