import type { Type } from '@nestjs/common';
import type { SubjectLoaderReference } from './subject-loaders.js';

const PARAMETERS = 'castellan:parameters';

/** What a parameter of a handler is given, as far as tools and the audit ask. */
export type ParameterUse =
  | { readonly kind: 'accessible'; readonly action: string; readonly subject: string }
  | { readonly kind: 'claim'; readonly claim: string }
  | { readonly kind: 'subject'; readonly loader: SubjectLoaderReference | undefined };

/** A parameter decorator that also writes down what the parameter is given. */
export function recordedParameter(use: ParameterUse, decorator: ParameterDecorator): ParameterDecorator {
  return (target, property, index) => {
    decorator(target, property, index);
    if (property === undefined) return;
    Reflect.defineMetadata(PARAMETERS, { ...written(target, property), [index]: use }, target, property);
  };
}

/** What the parameters of a handler are given, in their order. */
export function parameterUsesOf(type: Type, name: string | symbol): readonly ParameterUse[] {
  return Object.values(written(type.prototype as object, name));
}

/** As Nest does it: a method that overrides another one has its parameters, unless it decorates them itself. */
function written(target: object, property: string | symbol): Readonly<Record<number, ParameterUse>> {
  const found: unknown = Reflect.getMetadata(PARAMETERS, target, property);
  return (found ?? {}) as Readonly<Record<number, ParameterUse>>;
}
