/** TracingSettings is whether spans are sent, as OpenTelemetry's variables say; `problem`: why they are not, though they are wanted. */
export type TracingSettings = { readonly kind: 'off'; readonly problem?: string } | { readonly kind: 'on' };

type Environment = Readonly<Record<string, string | undefined>>;

/** The protocol that we use: JSON over HTTP. */
const spoken = 'http/json';
/** The variables' default protocol. The same address answers ours as well. */
const standard = 'http/protobuf';

/**
 * tracingSettings reads those of the standard variables that decide whether to trace: an endpoint
 * (`OTEL_EXPORTER_OTLP_ENDPOINT`, or the one for traces) switches tracing on. The library reads all others (headers,
 * timeouts, certificates, sampling, the service's name).
 */
export function tracingSettings(environment: Environment): TracingSettings {
  const read = (name: string) => environment[name]?.trim() || undefined;
  const of = (name: string) =>
    read(`OTEL_EXPORTER_OTLP_TRACES_${name}`) ?? read(`OTEL_EXPORTER_OTLP_${name}`);
  if (of('ENDPOINT') === undefined || read('OTEL_SDK_DISABLED')?.toLowerCase() === 'true')
    return { kind: 'off' };
  const exporters = (read('OTEL_TRACES_EXPORTER') ?? 'otlp').split(',').map(one => one.trim());
  if (!exporters.includes('otlp')) return { kind: 'off' };
  const protocol = of('PROTOCOL') ?? standard;
  if (protocol === spoken || protocol === standard) return { kind: 'on' };
  const problem = `OTEL_EXPORTER_OTLP_PROTOCOL=${protocol}: no spans are sent, as ${spoken} alone is spoken; name the collector's port for HTTP (4318) in OTEL_EXPORTER_OTLP_ENDPOINT`;
  return { kind: 'off', problem };
}
