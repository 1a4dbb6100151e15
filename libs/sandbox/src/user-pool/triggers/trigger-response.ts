import { isRecord } from '../../option-check.js';
import { triggerErrors } from './trigger-errors.js';

/**
 * A part of what a trigger answered, read by name and checked when read: a wrong type is
 * `InvalidLambdaResponseException`. `null` counts as left out.
 */
export class TriggerResponse {
  constructor(private readonly values: Readonly<Record<string, unknown>>) {}

  /** Left out: `false`. */
  flag(name: string): boolean {
    return this.optionalFlag(name) ?? false;
  }

  optionalFlag(name: string): boolean | undefined {
    const value = this.read(name);
    if (value === undefined || typeof value === 'boolean') return value;
    throw triggerErrors.unrecognizable();
  }

  optionalString(name: string): string | undefined {
    const value = this.read(name);
    if (value === undefined || typeof value === 'string') return value;
    throw triggerErrors.unrecognizable();
  }

  stringMap(name: string): ReadonlyMap<string, string> {
    const map = new Map<string, string>();
    for (const [key, value] of Object.entries(this.record(name))) {
      if (value === null) continue;
      if (typeof value !== 'string') throw triggerErrors.unrecognizable();
      map.set(key, value);
    }
    return map;
  }

  optionalStringList(name: string): readonly string[] | undefined {
    const value = this.read(name);
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
    throw triggerErrors.unrecognizable();
  }

  /** Left out: empty. */
  part(name: string): TriggerResponse {
    return new TriggerResponse(this.record(name));
  }

  /** Values of any JSON type; left out: none. */
  record(name: string): Readonly<Record<string, unknown>> {
    const value = this.read(name) ?? {};
    if (isRecord(value)) return value;
    throw triggerErrors.unrecognizable();
  }

  has(name: string): boolean {
    return this.read(name) !== undefined;
  }

  private read(name: string): unknown {
    return Object.hasOwn(this.values, name) ? (this.values[name] ?? undefined) : undefined;
  }
}
