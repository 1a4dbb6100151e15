import { ConfigurationError } from '../../errors/index.js';
import { checkFields, type CheckFieldsOptions, type Requirement } from '../../policies/index.js';
import {
  type HandlerDecorator,
  handlerDecorator,
  named,
  readMetadata,
  writeMetadata,
} from './handler-decorator.js';

const REQUIREMENTS = 'castellan:requirements';
const PUBLIC = 'castellan:public';
const FIELD_CHECK = 'castellan:field-check';

/** What one place, a class or a method of a prototype, says about its callers. */
export interface Declaration {
  readonly requirements: readonly Requirement[];
  readonly isPublic: boolean;
  /** Whether the fields of the body are checked. */
  readonly checksFields: boolean;
}

/** Makes a decorator that adds a requirement. Several on one place add up. */
export function requirementDecorator(name: string, make: () => Requirement): HandlerDecorator {
  const requirement = named(name, make);
  return handlerDecorator(name, (target, property) => {
    writeMetadata(REQUIREMENTS, [...written(target, property), requirement], target, property);
  });
}

/** Makes the decorator that lets callers in without credentials. */
export function publicDecorator(name: string): HandlerDecorator {
  return handlerDecorator(name, (target, property) => writeMetadata(PUBLIC, true, target, property));
}

/** What is written on this very class, or on the method of this name in this very prototype. */
export function declarationOf(target: object, property?: string | symbol): Declaration {
  const requirements = written(target, property);
  const fieldCheck = readMetadata(FIELD_CHECK, target, property) as CheckFieldsOptions | undefined;
  const place = `${target.constructor.name}.${String(property)}`;
  return {
    requirements: fieldCheck === undefined ? requirements : withFieldCheck(place, requirements, fieldCheck),
    isPublic: readMetadata(PUBLIC, target, property) === true,
    checksFields: fieldCheck !== undefined,
  };
}

/** Has the question of `@Can` asked for each field of the body. Known only when all decorators have run. */
export function writeFieldCheck(
  options: CheckFieldsOptions,
  target: object,
  property: string | symbol,
): void {
  writeMetadata(FIELD_CHECK, options, target, property);
}

function written(target: object, property: string | symbol | undefined): readonly Requirement[] {
  return (readMetadata(REQUIREMENTS, target, property) as Requirement[] | undefined) ?? [];
}

function withFieldCheck(
  place: string,
  requirements: readonly Requirement[],
  options: CheckFieldsOptions,
): readonly Requirement[] {
  const isQuestion = ({ question }: Requirement): boolean => question !== undefined;
  const questions = requirements.filter(isQuestion);
  if (questions.length !== 1 || questions.some(({ question }) => question?.field !== undefined)) {
    throw new ConfigurationError(
      `@CheckFields on ${place} needs exactly one @Can(action, type, { subject }) without a field beside it, and ` +
        `there are ${questions.length} @Can. In a composition, write checkFields(can(...)).`,
    );
  }
  return requirements.map((requirement) =>
    isQuestion(requirement) ? checkFields(requirement, options) : requirement,
  );
}
