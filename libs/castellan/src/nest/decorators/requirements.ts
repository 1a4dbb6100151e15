import {
  allOf,
  authenticated,
  can,
  type CanOptions,
  claims,
  groups,
  type ClaimsExpectation,
  type GroupsExpectation,
  type Requirement,
  scopes,
  type SubjectType,
} from '../../policies/index.js';
import {
  type HandlerDecorator,
  publicDecorator,
  requirementDecorator,
} from '../routes/requirement-metadata.js';
import type { SubjectLoaderReference } from '../routes/subject-loaders.js';

/**
 * Lets callers in without credentials. A bad token is refused all the same: nobody is half a caller.
 *
 * On a handler that has requirements as well, anonymous callers are let in as far as the decision. On a class it
 * holds for the handlers without a requirement of their own.
 */
export const Public = (): HandlerDecorator => publicDecorator('Public');

/** Any verified caller, user or program. */
export const Authenticated = (): HandlerDecorator => requirementDecorator('Authenticated', authenticated());
