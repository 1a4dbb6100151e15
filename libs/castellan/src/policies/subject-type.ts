import { ConfigurationError } from '../errors/index.js';
import { describeValue, requireName } from './names.js';

/** The name of a subject type. @throws ConfigurationError if it has none. */
export function subjectTypeName(subject: unknown): string {
  if (typeof subject !== 'function') return requireName('The subject type', subject);
  if (!Object.hasOwn(subject, 'prototype')) {
    throw new ConfigurationError('The subject type is a function. Write the class itself or its name.');
  }
  const { modelName, name } = subject as { modelName?: unknown; name: string };
  if (modelName !== undefined) return requireName('The static modelName of a subject class', modelName);
  if (name === '') {
    throw new ConfigurationError('The subject type is a class without a name. Give it a static modelName.');
  }
  return name;
}

/** @throws ConfigurationError unless it is a non-empty string. */
export function requireAction(action: unknown): string {
  if (typeof action !== 'string' || action === '') {
    throw new ConfigurationError(
      `The action must be a non-empty string, but it is ${describeValue(action)}.`,
    );
  }
  return action;
}
