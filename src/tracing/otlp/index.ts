/** Spans over OTLP (HTTP, JSON), by OpenTelemetry's own library. Loaded where spans are sent alone. */
export { openTelemetryWriter } from './open-telemetry-writer.ts';
