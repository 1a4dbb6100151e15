import { KeyObject } from 'node:crypto';
import {
  describeType,
  describeValue,
  readFunction,
  readOptions,
  wrongOption,
} from '../tokens/option-checks.js';

const FACTORY = ['userPoolId', 'issuer', 'clientId', 'clock'];
const TOKEN = ['claims', 'header', 'key', 'issuedAt', 'lifetimeSeconds'];
const USER = ['username', 'groups', 'scopes', ...TOKEN];
const MACHINE = ['clientId', 'scopes', ...TOKEN];
/** Numbers between these are a time of our days in seconds, and one of January 1970 or before 1974 in milliseconds. */
const EARLIEST_SECONDS = 1_000_000_000;
const EARLIEST_MILLISECONDS = 100_000_000_000;

/**
 * The options of tests are held to their types as well: a misspelt one would make another token than the test
 * believes, and a test that is green for the wrong reason.
 *
 * @throws ConfigurationError that says which option is wrong, what was found and what to write.
 */
export function checkFactoryOptions(value: unknown): void {
  const options = readOptions(value, 'TokenFactory', FACTORY);
  for (const name of ['userPoolId', 'issuer', 'clientId']) checkText(options[name], name);
  if (options.clock !== undefined) readFunction(options.clock, 'clock');
}

/** @throws ConfigurationError as {@link checkFactoryOptions} does. */
export function checkUserOptions(value: unknown): void {
  const options = readOptions(value, 'the options of a user', USER);
  checkText(options.username, 'username');
  checkNames(options.groups, 'groups');
  checkTokenOptions(options);
}

/** @throws ConfigurationError as {@link checkFactoryOptions} does. */
export function checkMachineOptions(value: unknown): void {
  const options = readOptions(value, 'the options of a program', MACHINE);
  checkText(options.clientId, 'clientId');
  checkTokenOptions(options);
}

function checkTokenOptions(options: Readonly<Record<string, unknown>>): void {
  const { scopes, claims, header, key, issuedAt, lifetimeSeconds } = options;
  checkNames(scopes, 'scopes');
  checkRecord(claims, 'claims');
  checkRecord(header, 'header');
  if (key !== undefined && !(key instanceof KeyObject && key.type === 'private')) {
    throw wrongOption('key', describeType(key), 'a private KeyObject of node:crypto');
  }
  if (issuedAt !== undefined) checkMilliseconds(issuedAt, 'issuedAt');
  if (lifetimeSeconds !== undefined && !Number.isInteger(lifetimeSeconds)) {
    throw wrongOption('lifetimeSeconds', describeValue(lifetimeSeconds), 'a whole number of seconds');
  }
}

/** @throws ConfigurationError for anything else than milliseconds since the epoch. */
export function checkMilliseconds(value: unknown, name: string): void {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw wrongOption(name, describeValue(value), 'milliseconds since the epoch, such as Date.now()');
  }
  if (value < EARLIEST_SECONDS || value >= EARLIEST_MILLISECONDS) return;
  throw wrongOption(name, `${value}, which looks like seconds`, 'milliseconds since the epoch');
}

function checkText(value: unknown, name: string): void {
  if (value === undefined || (typeof value === 'string' && value !== '')) return;
  throw wrongOption(name, describeType(value), 'a non-empty string, or leave it out');
}

function checkNames(value: unknown, name: string): void {
  if (value === undefined) return;
  if (Array.isArray(value) && value.every((member) => typeof member === 'string')) return;
  throw wrongOption(
    name,
    describeType(value),
    'an array of strings; what is malformed on purpose goes into claims',
  );
}

function checkRecord(value: unknown, name: string): void {
  if (value === undefined || (typeof value === 'object' && value !== null && !Array.isArray(value))) return;
  throw wrongOption(name, describeType(value), 'an object');
}
