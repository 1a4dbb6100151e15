import {
  describeType,
  readFunction,
  readInteger,
  readOptions,
  wrongOption,
} from '../../tokens/option-checks.js';
import { KeyRing } from './key-ring.js';
import type { SharedCredentialsStore } from './shared-credentials-store.js';

/** How several machines share credentials. */
export interface SharedCredentialsOptions {
  /**
   * Where they are kept, encrypted: a `RedisCredentialsStore` of `castellan/redis`, or another store. Whoever can write
   * to it can make credentials be fetched again, and nothing more. Required.
   */
  readonly store: SharedCredentialsStore;
  /**
   * What the encryption keys are made of, the newest first: the first one encrypts, all of them decrypt. Each has at
   * least 32 random characters, such as `openssl rand -base64 32` gives, and belongs into a secrets manager: with it
   * and the store, anybody can act as your users. The same on all machines. Required.
   */
  readonly secrets: readonly string[];
  /**
   * How long a request to the store may take, 10 to 5,000 milliseconds. What takes longer is done without, and the
   * store is left alone for a second. Default 250.
   */
  readonly timeoutMilliseconds?: number;
  /** Told of every failure of the store; credentials are had without it meanwhile. Default: nobody is told. */
  readonly onError?: (error: Error) => void;
}

/** Checked options with every default filled in. */
export interface SharedCredentialsSettings {
  readonly store: SharedCredentialsStore;
  readonly keyRing: KeyRing;
  readonly timeoutMilliseconds: number;
  readonly onError: (error: Error) => void;
}

const METHODS = [
  'open',
  'close',
  'read',
  'write',
  'writeNewest',
  'remove',
  'lock',
  'unlock',
  'publish',
] as const satisfies readonly (keyof SharedCredentialsStore)[];

/** @throws ConfigurationError that says which option is wrong, what was found and what to write. No secret is shown. */
export function resolveSharedCredentials(value: unknown, path: string): SharedCredentialsSettings {
  const options = readOptions(value, path, ['store', 'secrets', 'timeoutMilliseconds', 'onError']);
  const { store, secrets, timeoutMilliseconds = 250, onError = () => undefined } = options;
  if (!isStore(store)) {
    throw wrongOption(
      `${path}.store`,
      describeType(store),
      'a SharedCredentialsStore, such as a RedisCredentialsStore',
    );
  }
  return {
    store,
    keyRing: new KeyRing(secrets, `${path}.secrets`),
    timeoutMilliseconds: readInteger(timeoutMilliseconds, `${path}.timeoutMilliseconds`, 10, 5_000),
    onError: readFunction(onError, `${path}.onError`) as (error: Error) => void,
  };
}

function isStore(value: unknown): value is SharedCredentialsStore {
  if (typeof value !== 'object' || value === null) return false;
  return METHODS.every((name) => typeof (value as Record<string, unknown>)[name] === 'function');
}
