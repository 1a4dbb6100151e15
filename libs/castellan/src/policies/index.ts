export { AccessibleFilter } from './accessible-filter.js';
export type { AccessibleRule } from './accessible-rules.js';
export type { AppliedRule, RuleMapping } from './applied-rule.js';
export { allOf } from './all-of.requirement.js';
export { anyOf } from './any-of.requirement.js';
export { authContext } from './auth-context.requirement.js';
export type { AuthContextQuery } from './auth-context.requirement.js';
export { authenticated } from './authenticated.requirement.js';
export { CallerAbility } from './caller-ability.js';
export type { Assertion, AssertionObserver } from './caller-ability.js';
export { can } from './can.requirement.js';
export type { CanOptions } from './can.requirement.js';
export { EVERY_FIELD } from './considered-rule.js';
export type { ConsideredRule } from './considered-rule.js';
export { claim, claims } from './claims.requirement.js';
export type { ClaimsPredicate } from './claims.requirement.js';
export type { Conditions } from './conditions.js';
export { deny, grant, NO_REQUIREMENT } from './decision.js';
export type {
  Decision,
  DecisionStep,
  DenialDetails,
  DenialReason,
  Denied,
  GrantDetails,
  Granted,
  Missing,
} from './decision.js';
export { toError } from './denial-error.js';
export type { ClaimPredicate, ClaimValue, ExpectedClaim } from './expected-claim.js';
export type { Duration } from './duration.js';
export { federatedFrom } from './federated-from.requirement.js';
export type { FederationQuery } from './federated-from.requirement.js';
export { freshAuth } from './fresh-auth.requirement.js';
export { groups } from './groups.requirement.js';
export type { GroupsQuery } from './groups.requirement.js';
export { KnownGrants } from './known-grants.js';
export { requireDeclaredClaims, undeclaredClaims } from './known-claims.js';
export type { KnownClaims } from './known-claims.js';
export type { KnownPools } from './known-pools.js';
export type { GroupCondition, MappingCondition } from './mapping-condition.js';
export { not } from './not.requirement.js';
export { PolicyDocuments } from './documents/policy-documents.js';
export type { PolicyDocumentsOptions } from './documents/policy-documents.js';
export type { PolicyDocumentProblem } from './documents/document-problem.js';
export type {
  PolicyDocumentFile,
  PolicyDocumentFunction,
  PolicyDocumentSource,
  PolicyDocumentText,
} from './documents/document-source.js';
export type { PolicyDocumentStatus } from './documents/loaded-document.js';
export type { DefineRule, RuleReason, Rules } from './policy-rules.js';
export { contradictionIn } from './outlines/contradiction.js';
export type { AcceptedTokens } from './outlines/contradiction.js';
export { outlineText } from './outlines/outline-text.js';
export { passingCallers, passingCallersText } from './outlines/passing-callers.js';
export type { PassingCallers } from './outlines/passing-callers.js';
export { outlineOf } from './outlines/outline-of.js';
export type { RequirementOutline } from './outlines/requirement-outline.js';
export { checkFields } from './fields/check-fields.requirement.js';
export type { CheckFieldsOptions } from './fields/check-fields.requirement.js';
export { permittedFields } from './fields/permitted-fields.js';
export { pickReadable } from './fields/readable-fields.js';
export type { ReadablePart } from './fields/readable-fields.js';
export { PolicySet } from './policy-set.js';
export { tenantGroups } from './tenants/tenant-groups.js';
export type { TenantQuery } from './tenants/tenant-query.js';
export { DEFAULT_TENANT } from './tenants/default-tenant.js';
export { tenant, tenantOfQuery } from './tenants/tenant.requirement.js';
export type { ConditionalRule, PolicyMapping, PolicySetOptions } from './policy-set.js';
export type {
  ActionOn,
  ConditionsOn,
  FieldOf,
  FieldPatternOf,
  FieldsOf,
  PolicyTypes,
  SubjectClass,
  SubjectType,
} from './policy-types.js';
export { DEFAULT_DECISION_TIMEOUT_MILLISECONDS, evaluate } from './requirement.js';
export type {
  DecisionContext,
  RequestValue,
  Requirement,
  SubjectQuestion,
  SubjectReference,
} from './requirement.js';
export { scopes } from './scopes.requirement.js';
export { requireAction, subjectTypeName } from './subject-type.js';
