import { readOptions } from '../../tokens/option-checks.js';
import {
  resolveSession,
  SESSION_OPTIONS,
  type SessionOptions,
  type SessionSettings,
} from './session-options.js';

/**
 * The classic flow: the Identity Pool vouches for the user, and STS gives a session of the role that is named here. The
 * pool must allow the classic flow and must map no roles.
 */
export interface ClassicOptions extends SessionOptions {
  readonly kind: 'classic';
}

/** Checked options with every default filled in. */
export interface ClassicSettings extends SessionSettings {
  readonly kind: 'classic';
}

/** @throws ConfigurationError that names the option, what was found and what to write */
export function resolveClassic(options: unknown, path: string): ClassicSettings {
  return { kind: 'classic', ...resolveSession(readOptions(options, path, SESSION_OPTIONS), path) };
}
