/** TracingSettings is whether spans are sent, as OpenTelemetry's variables say; `problem`: why they are not, though they are wanted. */
export type TracingSettings = { readonly kind: 'off'; readonly problem?: string } | { readonly kind: 'on' };

type Environment = Readonly<Record<string, string | undefined>>;

/** What is spoken: JSON over HTTP. */
const spoken = 'http/json';
/** What the variables have in this place where nothing is said. It is answered by the same address. */
const standard = 'http/protobuf';

/**
 * tracingSettings reads of the standard variables those that say whether: where to (`OTEL_EXPORTER_OTLP_ENDPOINT`, or that for
 * traces) switches it on. All others (headers, timeouts, certificates, sampling, the service's name) are read by the library.
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
