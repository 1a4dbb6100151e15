import type { IncomingMessage } from 'node:http';
import { ConfigurationError } from '../../errors/index.js';
import { describeOption } from '../../setup/resolved-common-options.js';

/** What {@link webSockets} takes. */
export interface WebSocketsOptions {
  /**
   * Whether connections without a token are let in, as the anonymous caller, who reaches what is `@Public()`. Default
   * false: such a connection is refused at the handshake.
   */
  readonly guests?: boolean;
  /**
   * Whether the token may stand in the address, as `access_token` (and `id_token`). Addresses end up in logs, so this
   * is for clients that can do nothing else. Default false.
   */
  readonly tokenInQuery?: boolean;
  /** The message with which a client brings a new token before the old one expires. Default `authenticate`. */
  readonly authenticateEvent?: string;
  /**
   * The values of `Origin` that are let in; a handshake without one is no browser's and is let in. Default: all,
   * because no cookie is read, so that a foreign page has nothing to be taken for its user with.
   */
  readonly allowedOrigins?: readonly string[];
  /** How many messages of one connection may wait for their answers, 1 to 100,000. Default 100. */
  readonly maxPendingMessages?: number;
  /** How many handshakes may wait for their tokens to be verified, 1 to 1,000,000. Default 1,000. */
  readonly maxPendingHandshakes?: number;
  /** How many bad tokens may come over one connection until it is closed, 1 to 1,000. Default 3. */
  readonly maxFailedAttempts?: number;
  /**
   * How many bad tokens may come from one address in a minute, 1 to 1,000,000. Beyond, tokens of that address which
   * are not known already are refused without a look (429). Default 60.
   */
  readonly maxFailedAttemptsPerAddress?: number;
  /**
   * The address a handshake comes from. Default: that of the connection. Behind a proxy that is the proxy's: read the
   * header that the proxy sets, and only if nobody else can.
   */
  readonly clientAddress?: (request: IncomingMessage) => string | undefined;
}

/** The options with every default filled in. */
export type ResolvedWebSocketsOptions = Required<Omit<WebSocketsOptions, 'allowedOrigins'>> & {
  readonly allowedOrigins: ReadonlySet<string> | undefined;
};

const NUMBERS = {
  maxPendingMessages: [100, 100_000],
  maxPendingHandshakes: [1_000, 1_000_000],
  maxFailedAttempts: [3, 1_000],
  maxFailedAttemptsPerAddress: [60, 1_000_000],
} as const;

const KNOWN = [
  'guests',
  'tokenInQuery',
  'authenticateEvent',
  'allowedOrigins',
  'clientAddress',
  ...Object.keys(NUMBERS),
];

/** @throws ConfigurationError that names the option, what was found and what to write. */
export function resolveWebSocketsOptions(options: WebSocketsOptions): ResolvedWebSocketsOptions {
  for (const name of Object.keys(options)) {
    if (!KNOWN.includes(name)) {
      throw new ConfigurationError(
        `webSockets: unknown option "${name}". It knows ${[...KNOWN].sort().join(', ')}.`,
      );
    }
  }
  return {
    guests: flag(options, 'guests'),
    tokenInQuery: flag(options, 'tokenInQuery'),
    authenticateEvent: eventName(options.authenticateEvent),
    allowedOrigins: origins(options.allowedOrigins),
    maxPendingMessages: count(options, 'maxPendingMessages'),
    maxPendingHandshakes: count(options, 'maxPendingHandshakes'),
    maxFailedAttempts: count(options, 'maxFailedAttempts'),
    maxFailedAttemptsPerAddress: count(options, 'maxFailedAttemptsPerAddress'),
    clientAddress: reader(options.clientAddress),
  };
}

function flag(options: WebSocketsOptions, name: 'guests' | 'tokenInQuery'): boolean {
  const value: unknown = options[name];
  if (value === undefined || typeof value === 'boolean') return value ?? false;
  throw wrong(name, 'true or false', value);
}

function count(options: WebSocketsOptions, name: keyof typeof NUMBERS): number {
  const value: unknown = options[name];
  const [byDefault, most] = NUMBERS[name];
  if (value === undefined) return byDefault;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw wrong(name, `a whole number from 1 to ${most}`, value);
}

function eventName(value: unknown): string {
  if (value === undefined) return 'authenticate';
  if (typeof value === 'string' && value !== '') return value;
  throw wrong('authenticateEvent', 'the name of a message, such as "authenticate"', value);
}

function origins(value: unknown): ReadonlySet<string> | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every(isOrigin)) {
    return new Set(value);
  }
  const strange: unknown = Array.isArray(value) ? value.find((origin) => !isOrigin(origin)) : value;
  throw wrong('allowedOrigins', 'a list of origins such as "https://app.example.com"', strange);
}

function isOrigin(value: unknown): value is string {
  return typeof value === 'string' && URL.canParse(value) && new URL(value).origin === value;
}

function reader(value: unknown): ResolvedWebSocketsOptions['clientAddress'] {
  if (value === undefined) return (request) => request.socket.remoteAddress;
  if (typeof value === 'function') return value as ResolvedWebSocketsOptions['clientAddress'];
  throw wrong('clientAddress', 'a function of the request', value);
}

function wrong(name: string, expected: string, found: unknown): ConfigurationError {
  return new ConfigurationError(`webSockets: ${name} must be ${expected}, found ${describeOption(found)}.`);
}
