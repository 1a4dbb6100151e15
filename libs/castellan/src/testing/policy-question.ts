import type { Caller } from '../tokens/index.js';
import { describeType, wrongOption } from '../tokens/option-checks.js';

/** A question to the policies, as a test asks it. */
export interface PolicyQuestion {
  readonly action: string;
  readonly subject: string | ModelClass;
  readonly instance?: unknown;
  readonly field?: string | undefined;
}

type ModelClass = (abstract new (...args: never[]) => unknown) & { readonly modelName?: string };

/** Reads `('update', article)` and `('update', 'Article', article, 'title')`. @throws ConfigurationError */
export function readQuestion(args: readonly unknown[]): PolicyQuestion {
  const [action, subject, instance, field] = args as [string, unknown, unknown?, string?];
  if (typeof subject === 'string' || typeof subject === 'function') {
    return { action, subject: subject as ModelClass, instance, field };
  }
  if (args.length > 2) {
    throw wrongOption(
      'the subject',
      describeType(subject),
      `the name of the type or its class, before the instance`,
    );
  }
  return { action, subject: classOf(subject), instance: subject };
}

/** In a test, a type may be left to the class of the instance. Data of a client says nothing about its type. */
function classOf(instance: unknown): ModelClass {
  const prototype: unknown =
    typeof instance === 'object' && instance !== null ? Object.getPrototypeOf(instance) : undefined;
  const type = (prototype as { constructor?: unknown } | null | undefined)?.constructor;
  if (typeof type === 'function' && type !== Object && type !== Array) return type as ModelClass;
  throw wrongOption(
    'the subject',
    `${describeType(instance)}, which has no class`,
    `its type as well, such as toAllow('update', 'Article', article)`,
  );
}

/** The question in words. */
export function describeQuestion({ action, subject, instance, field }: PolicyQuestion): string {
  const type = typeof subject === 'string' ? subject : (subject.modelName ?? subject.name);
  const about = instance === undefined || instance === null ? ' in general' : ', this instance';
  return `${action} ${type}${field === undefined ? '' : `, field "${field}"`}${about}`;
}

/** The caller in words: names, and no claims. */
export function describeCaller(caller: Caller): string {
  if (caller.kind === 'anonymous') return 'a guest';
  const scopes = caller.scopes.length === 0 ? '' : `, scopes ${caller.scopes.join(' ')}`;
  if (caller.kind === 'machine') return `the program ${caller.clientId} (pool ${caller.pool}${scopes})`;
  const groups = caller.groups.length === 0 ? 'no groups' : `groups ${caller.groups.join(', ')}`;
  return `the user ${caller.username} (${groups}, pool ${caller.pool}${scopes})`;
}
