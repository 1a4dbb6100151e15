import { readField } from '../instance-field.js';
import { isPlainObject } from './body-fields.js';

/**
 * Whether a body gives a field the value it has already, as JSON shows it: a date equals its ISO string, because
 * that is what the client was sent. Nothing else is coerced.
 */
export function isUnchanged(body: unknown, instance: unknown, field: string): boolean {
  const segments = field.split('.');
  return isSame(read(body, segments), read(instance, segments));
}

function read(value: unknown, segments: readonly string[]): unknown {
  return segments.reduce<unknown>((inside, segment) => readField(inside, segment), value);
}

function isSame(sent: unknown, stored: unknown): boolean {
  const present = shown(stored);
  if (typeof sent !== 'object' || sent === null) return sent === present;
  if (typeof present !== 'object' || present === null) return false;
  if (Array.isArray(sent)) {
    return (
      Array.isArray(present) &&
      sent.length === present.length &&
      sent.every((member, index) => isSame(member, present[index]))
    );
  }
  if (!isPlainObject(sent) || Array.isArray(present)) return false;
  const names = Object.keys(present).filter((name) => readField(present, name) !== undefined);
  return (
    names.length === Object.keys(sent).length &&
    names.every((name) => Object.hasOwn(sent, name) && isSame(sent[name], readField(present, name)))
  );
}

function shown(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { toJSON } = value as { toJSON?: unknown };
  return typeof toJSON === 'function' ? (toJSON.call(value, '') as unknown) : value;
}
