import type { ActionOn, SubjectType } from '../../policies/index.js';
import { requestParameter } from '../context/request-parameter.js';
import type { SubjectLoaderReference } from '../routes/subject-loaders.js';

const subject = requestParameter<SubjectLoaderReference | undefined>((request, loader) =>
  request.subject(loader),
);

/**
 * The instance that `@Can(..., { subject: Loader })` loaded and decided about. It is loaded once: the handler
 * works on the very object the decision was made on.
 *
 * @param loader - Needed only where a handler has several.
 */
export function Subject(loader?: SubjectLoaderReference): ParameterDecorator {
  return subject(loader);
}

interface AccessibleQuestion {
  readonly action: string;
  readonly type: SubjectType;
}

const accessible = requestParameter<AccessibleQuestion>(({ ability }, { action, type }) =>
  ability.accessible(action, type),
);

/**
 * A list filter made from the same rules that decide about single instances, as an `AccessibleFilter`: what it lets
 * through is exactly what `@Can(action, type)` would allow one by one.
 */
export function Accessible<const Subject extends SubjectType>(
  action: ActionOn<Subject>,
  type: Subject,
): ParameterDecorator {
  return accessible({ action, type });
}
