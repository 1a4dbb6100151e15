import { KeyRing } from '../../credentials/shared/key-ring.js';
import { isLoopbackHttp } from '../../tokens/issuer.js';
import {
  describeType,
  describeValue,
  readInteger,
  readOptions,
  wrongOption,
} from '../../tokens/option-checks.js';
import type { BrowserSessionsOptions } from './browser-sessions-options.js';
import { ReturnAddresses } from './return-addresses.js';
import { SESSION_STORE_METHODS, type SessionStore } from './session-store.js';

/** Checked options with every default filled in. Times are in milliseconds. */
export interface BrowserSessionsSettings {
  readonly origin: string;
  readonly isSecure: boolean;
  readonly path: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly keyRing: KeyRing;
  readonly store: 'cookie' | SessionStore;
  readonly userPool: string | undefined;
  readonly scopes: readonly string[];
  readonly providers: readonly string[] | undefined;
  readonly returnAddresses: ReturnAddresses;
  /** Whole addresses. */
  readonly signedInTo: string;
  readonly signedOutTo: string;
  readonly failedTo: string | undefined;
  readonly absoluteLimit: number;
  readonly idleLimit: number;
  readonly renewAhead: number;
  readonly cookieName: string;
  readonly timeoutMilliseconds: number;
}

const NAMES = [
  'origin',
  'clientId',
  'clientSecret',
  'secrets',
  'store',
  'userPool',
  'path',
  'scopes',
  'providers',
  'returnTo',
  'signedInTo',
  'signedOutTo',
  'failedTo',
  'absoluteLimitSeconds',
  'idleLimitSeconds',
  'renewAheadSeconds',
  'cookieName',
  'timeoutMilliseconds',
] as const satisfies readonly (keyof BrowserSessionsOptions)[];

const DAY = 86_400;
/** What Express, Fastify and a browser read in the same way, and routers do not take for a pattern. */
const PATH = /^(?:\/[\w.~-]+)+$/;

/** @throws ConfigurationError that says which option is wrong, what was found and what to write. No secret is shown. */
export function readBrowserSessions(given: unknown): BrowserSessionsSettings {
  const options = readOptions(given, 'the options of BrowserSessions', NAMES);
  const { origin, isSecure } = readOrigin(options.origin);
  const path = readPath(options.path ?? '/auth', 'path');
  const store = readStore(options.store);
  const longest = store === 'cookie' ? DAY : 30 * DAY;
  const { absoluteLimitSeconds = DAY / 2, idleLimitSeconds, renewAheadSeconds = 60 } = options;
  const absolute = readInteger(absoluteLimitSeconds, 'absoluteLimitSeconds', 60, longest);
  const idle = idleLimitSeconds ?? Math.min(1_800, absolute);
  const returnAddresses = new ReturnAddresses(options.returnTo ?? ['/*'], origin, path, 'returnTo');
  const signedInTo = options.signedInTo ?? '/';
  if (typeof signedInTo !== 'string') {
    throw wrongOption('signedInTo', describeType(signedInTo), 'an address that returnTo allows');
  }
  return {
    origin,
    isSecure,
    path,
    clientId: readText(options.clientId, 'clientId', /^[\w+]{1,128}$/),
    clientSecret:
      options.clientSecret === undefined
        ? undefined
        : readText(options.clientSecret, 'clientSecret', /^[\x21-\x7e]+$/),
    keyRing: new KeyRing(options.secrets, 'secrets'),
    store,
    userPool: options.userPool === undefined ? undefined : readText(options.userPool, 'userPool', /./),
    scopes: readList(options.scopes ?? ['openid'], 'scopes', /^[\x21\x23-\x5b\x5d-\x7e]+$/),
    providers: options.providers === undefined ? undefined : readList(options.providers, 'providers', /./),
    returnAddresses,
    signedInTo: readSignedInTo(signedInTo, returnAddresses),
    signedOutTo: `${origin}${readPage(options.signedOutTo ?? '/', 'signedOutTo')}`,
    failedTo:
      options.failedTo === undefined ? undefined : `${origin}${readPage(options.failedTo, 'failedTo')}`,
    absoluteLimit: absolute * 1_000,
    idleLimit: readInteger(idle, 'idleLimitSeconds', 60, absolute) * 1_000,
    renewAhead: readInteger(renewAheadSeconds, 'renewAheadSeconds', 0, 240) * 1_000,
    cookieName: readText(options.cookieName ?? 'castellan', 'cookieName', /^[a-z][a-z0-9_]{0,31}$/),
    timeoutMilliseconds: readInteger(options.timeoutMilliseconds ?? 5_000, 'timeoutMilliseconds', 10, 30_000),
  };
}

function readOrigin(value: unknown): Pick<BrowserSessionsSettings, 'origin' | 'isSecure'> {
  const write =
    'the origin of the application as browsers know it, such as "https://app.example" (http on the loopback interface ' +
    'alone), without a path and without a slash at the end';
  if (typeof value !== 'string') throw wrongOption('origin', describeType(value), write);
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.origin !== value || (url.protocol !== 'https:' && !isLoopbackHttp(url))) {
    throw wrongOption('origin', describeValue(value), write);
  }
  return { origin: value, isSecure: url.protocol === 'https:' };
}

function readPath(value: unknown, path: string): string {
  if (typeof value === 'string' && PATH.test(value)) return value;
  throw wrongOption(path, describeValue(value), 'a path such as "/auth", without a slash at the end');
}

function readPage(value: unknown, path: string): string {
  return value === '/' ? value : readPath(value, path);
}

function readSignedInTo(value: string, addresses: ReturnAddresses): string {
  try {
    return addresses.resolve(value);
  } catch {
    throw wrongOption('signedInTo', describeValue(value), 'an address that returnTo allows');
  }
}

function readText(value: unknown, path: string, form: RegExp): string {
  if (typeof value === 'string' && form.test(value)) return value;
  // It may be a secret.
  throw wrongOption(path, describeType(value), `a text of the form ${form.source}`);
}

function readList(value: unknown, path: string, form: RegExp): readonly string[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw wrongOption(path, describeType(value), 'a list with at least one text, or leave it out');
  }
  return value.map((member: unknown, index) => readText(member, `${path}[${index}]`, form));
}

function readStore(value: unknown): 'cookie' | SessionStore {
  if (value === 'cookie' || isStore(value)) return value;
  throw wrongOption(
    'store',
    describeType(value),
    "'cookie', new MemorySessionStore(), or a RedisCredentialsStore of castellan/redis",
  );
}

function isStore(value: unknown): value is SessionStore {
  if (typeof value !== 'object' || value === null) return false;
  return SESSION_STORE_METHODS.every(
    (name) => typeof (value as Record<string, unknown>)[name] === 'function',
  );
}
