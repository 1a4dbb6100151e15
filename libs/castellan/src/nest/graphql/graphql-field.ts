import type { ArgumentsHost } from '@nestjs/common';
import { ConfigurationError } from '../../errors/index.js';

/** One run of a resolver: a field of an operation with its own arguments, under one parent. */
export interface GraphqlField {
  /** What the field belongs to; for a reference resolver, the reference. */
  readonly parent: unknown;
  /** Its arguments. None for a resolver of references. */
  readonly args: Readonly<Record<string, unknown>>;
  /** What the application's `context` function made. */
  readonly context: object;
  /** Made anew for each run of a field, aliases included. The references of one field share it. */
  readonly info: GraphqlInfo;
}

/** What is read of `GraphQLResolveInfo`. */
export interface GraphqlInfo {
  readonly operation: { readonly operation: string };
}

/**
 * The field that a Nest context is about. Read from the arguments of the resolver, so that no package of GraphQL is
 * needed: `[parent, args, context, info]`, and without `args` for a resolver of references.
 *
 * @throws ConfigurationError if they are something else.
 */
export function graphqlFieldOf(host: ArgumentsHost): GraphqlField {
  const args: readonly unknown[] = host.getArgs();
  const [context, info] = args.length === 3 ? args.slice(1) : args.slice(2);
  if (isObject(context) && isInfo(info)) {
    return { parent: args[0], args: args.length === 3 ? {} : recordOf(args[1]), context, info };
  }
  throw new ConfigurationError(
    'Castellan found no GraphQL context and no field information among the arguments of a resolver, so it denies ' +
      'it. Give GraphQLModule a context that is an object.',
  );
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? (value as Readonly<Record<string, unknown>>) : {};
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isInfo(value: unknown): value is GraphqlInfo {
  return isObject(value) && isObject((value as Partial<GraphqlInfo>).operation);
}
