export type {
  AuditEntry,
  CallerReference,
  DecisionEntry,
  DecisionRecord,
  EntryContext,
  ListedClaim,
  LostEntriesEntry,
  RecordedSubject,
  RouteReference,
  ShadowDifferenceEntry,
  StepRecord,
} from './decision-entry.js';
export { DecisionLog } from './decision-log.js';
export type { About, DecisionLogSetup } from './decision-log.js';
export type { DecisionLogOptions } from './decision-log-options.js';
export type { DecisionSink } from './decision-sink.js';
export type { ObservedRequest } from './observed-request.js';
export { JsonLinesSink } from './json-lines.sink.js';
export type { JsonLinesSinkOptions } from './json-lines.sink.js';
export { readRequestId } from './request-id.js';
export type { ShadowPolicies } from './shadow-policies.js';
export type { SinkProblemListener } from './sink-problems.js';
