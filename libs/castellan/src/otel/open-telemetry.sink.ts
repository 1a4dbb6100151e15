import { type Context, context } from '@opentelemetry/api';
import { type AnyValueMap, logs, type LoggerProvider, SeverityNumber } from '@opentelemetry/api-logs';
import type { AuditEntry, DecisionRecord, DecisionSink } from '../decisions/index.js';
import { ConfigurationError } from '../errors/index.js';

/** What an {@link OpenTelemetrySink} emits through. */
export interface OpenTelemetrySinkOptions {
  /** Default: the provider that the application registered for its process. */
  readonly loggerProvider?: LoggerProvider;
}

/**
 * Emits each entry as an OpenTelemetry event: a log record with an event name, and with the trace of the request it is
 * about. The names of the events are `castellan.decision`, `castellan.shadow_difference` and `castellan.entries_lost`;
 * the attributes are the members of the entry, below `castellan.`. Denials have the severity WARN, failures ERROR and
 * grants INFO.
 *
 * Log records and not events of the active span: a span that is not sampled takes its events with it, and denials are
 * never sampled away.
 *
 * @example
 * ```ts
 * import { CastellanModule } from 'castellan';
 * import { OpenTelemetrySink } from 'castellan/otel';
 *
 * export const castellan = CastellanModule.forRoot({
 *   userPools: [{ userPoolId: 'eu-west-1_AbCdEfGhI', clientIds: ['my-client-id'], tokenUse: 'access' }],
 *   decisionLog: { sink: new OpenTelemetrySink() },
 * });
 * ```
 */
export class OpenTelemetrySink implements DecisionSink {
  readonly #provider: LoggerProvider | undefined;

  /** @throws ConfigurationError if the provider gives no loggers. */
  constructor({ loggerProvider }: OpenTelemetrySinkOptions = {}) {
    if (loggerProvider !== undefined && typeof loggerProvider.getLogger !== 'function') {
      throw new ConfigurationError('OpenTelemetrySink: loggerProvider must have a method getLogger.');
    }
    this.#provider = loggerProvider;
  }

  /** The trace of the request. */
  capture(): Context {
    return context.active();
  }

  record(entry: AuditEntry, captured?: unknown): void {
    const { kind, time, ...members } = entry;
    const severity = severityOf(entry);
    const attributes: AnyValueMap = {};
    for (const [name, value] of Object.entries(members))
      addAttributes(attributes, `castellan.${name}`, value);
    (this.#provider ?? logs).getLogger('castellan').emit({
      eventName: `castellan.${kind}`,
      timestamp: new Date(time),
      severityNumber: severity,
      severityText: SeverityNumber[severity],
      attributes,
      ...(captured !== undefined && { context: captured as Context }),
    });
  }
}

function severityOf(entry: AuditEntry): SeverityNumber {
  if (entry.kind !== 'decision') return SeverityNumber.WARN;
  return severityOfDecision(entry);
}

function severityOfDecision({ granted, reason }: DecisionRecord): SeverityNumber {
  if (granted) return SeverityNumber.INFO;
  return reason === 'policy_failed' ? SeverityNumber.ERROR : SeverityNumber.WARN;
}

/** Members of objects become attributes of their own, since backends search those; a list of objects stays one. */
function addAttributes(attributes: AnyValueMap, name: string, value: unknown): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    attributes[name] = value as AnyValueMap[string];
    return;
  }
  for (const [member, inner] of Object.entries(value)) addAttributes(attributes, `${name}.${member}`, inner);
}
