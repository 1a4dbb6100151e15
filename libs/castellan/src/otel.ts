// `castellan/otel`: decisions as OpenTelemetry events.

export { OpenTelemetrySink } from './otel/open-telemetry.sink.js';
export type { OpenTelemetrySinkOptions } from './otel/open-telemetry.sink.js';
