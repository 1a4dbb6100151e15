import { optionError } from '../option-error.js';
import { validateStrings } from './validate-strings.js';

const ACTION = /^(?:\*|[A-Za-z0-9*?-]+:[A-Za-z0-9*?]+)$/;

/** Validates the one statement or the several that a policy has. */
export function validateStatements(
  statements: unknown,
  path: string,
  validate: (statement: unknown, path: string) => void,
): void {
  if (!Array.isArray(statements)) {
    validate(statements, path);
    return;
  }
  if (statements.length === 0) throw optionError(path, statements, 'Write at least one statement.');
  statements.forEach((statement, index) => validate(statement, `${path}[${index}]`));
}

/** Validates what statements of every kind have. */
export function validateEffectAndAction(statement: Readonly<Record<string, unknown>>, path: string): void {
  if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') {
    throw optionError(`${path}.Effect`, statement.Effect, 'Write "Allow" or "Deny".');
  }
  const action = exactlyOne(statement, 'Action', 'NotAction', path);
  for (const value of validateStrings(statement[action], `${path}.${action}`)) {
    if (!ACTION.test(value)) {
      throw optionError(
        `${path}.${action}`,
        value,
        'Write "*" or an action such as "s3:GetObject" or "s3:*".',
      );
    }
  }
}

/** The one of two elements that a statement has. */
export function exactlyOne<A extends string, B extends string>(
  statement: Readonly<Record<string, unknown>>,
  first: A,
  second: B,
  path: string,
): A | B {
  const hasFirst = statement[first] !== undefined;
  if (hasFirst === (statement[second] !== undefined)) {
    throw optionError(
      path,
      hasFirst ? 'both' : 'neither',
      `A statement has either ${first} or ${second}, and one of them it must have.`,
    );
  }
  return hasFirst ? first : second;
}
