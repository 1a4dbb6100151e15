import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { AccessibleFilter, SubjectType } from '../../policies/index.js';
import { requestContextOf } from '../context/request-context.js';
import type { SubjectLoaderReference } from '../routes/subject-loaders.js';

const subjectOf = createParamDecorator(
  (loader: SubjectLoaderReference | undefined, context: ExecutionContext) =>
    requestContextOf(context).subject(loader),
);

/**
 * The instance that `@Can(..., { subject: Loader })` loaded and decided about. It is loaded once: the handler
 * works on the very object the decision was made on.
 *
 * @param loader - Needed only where a handler has several.
 */
export function Subject(loader?: SubjectLoaderReference): ParameterDecorator {
  return subjectOf(loader);
}

interface AccessibleQuestion {
  readonly action: string;
  readonly type: SubjectType;
}

const accessible = createParamDecorator(
  ({ action, type }: AccessibleQuestion, context: ExecutionContext): AccessibleFilter =>
    requestContextOf(context).ability.accessible(action, type),
);

/**
 * A list filter made from the same rules that decide about single instances: what it lets through is exactly
 * what `@Can(action, type)` would allow one by one.
 */
export function Accessible(action: string, type: SubjectType): ParameterDecorator {
  return accessible({ action, type });
}
