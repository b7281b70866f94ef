/** The way of a change to the proxies, in spans; `#tracing/otlp` sends them. */

export { type TracingSettings, tracingSettings } from './settings.ts';
export type { Span, SpanWriter } from './span.ts';
export { type ChangeTracing, traceChanges } from './trace-changes.ts';
