import { steadyClock, systemClock } from '#lib/system-clock.ts';
import { type ChangeTracing, traceChanges, tracingSettings } from '#tracing';

/** openTracing traces changes if OpenTelemetry's variables say where to send spans; only then is the library loaded. */
export async function openTracing(
  environment: Readonly<Record<string, string | undefined>>,
  onNotice: (message: string) => void,
): Promise<ChangeTracing | undefined> {
  const settings = tracingSettings(environment);
  if (settings.kind === 'off') {
    if (settings.problem !== undefined) onNotice(settings.problem);
    return undefined;
  }
  const { openTelemetryWriter } = await import('#tracing/otlp');
  const writer = openTelemetryWriter({ service: 'fairlead', clock: systemClock, onNotice });
  return traceChanges({ writer, clock: steadyClock });
}
