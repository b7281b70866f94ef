/** Sends spans over OTLP (HTTP, JSON), with OpenTelemetry's own library. Loaded only where spans are sent. */
export { openTelemetryWriter } from './open-telemetry-writer.ts';
