import { mergeSettings } from '#lib/merge-settings.ts';
import { parseResourceKey } from '#lib/resource-ref.ts';
import { isHttpProtocol, type TagSource, type TracingProvider } from '#model';
import type { WrittenTrace, WrittenTraceBackend } from '#resources';
import type { MeshPolicyKind, PlaceTraits } from './mesh-policy-kind.ts';
import { collectorOf, telemetryHost } from './telemetry-host.ts';

/** SaidTrace is where spans are sent, and the policy that says so last. */
interface SaidTrace extends WrittenTrace {
  readonly origin: string;
}

/** meshTrace sends spans of incoming and outgoing requests to a collector. */
export const meshTrace: MeshPolicyKind<SaidTrace> = {
  id: 'kuma/MeshTrace',
  shapesBackends: false,
  together(items) {
    const settings = mergeSettings(items.map(item => item.settings as WrittenTrace));
    return { ...settings, origin: items.at(-1)?.policy ?? '' };
  },
  meaning({ backends: [backend] = [], sampling = {}, tags = [], origin }, place) {
    if (backend === undefined || !isHttpProtocol(place.protocol)) return {};
    const provider = providerOf(backend, place, origin);
    if (provider === undefined) return {};
    const { mesh = '', zone = '' } = place.told ?? {};
    return {
      listener: {
        tracing: {
          origin,
          provider,
          share: sampling.random ?? 100,
          clientShare: sampling.client ?? 100,
          totalShare: sampling.overall ?? 100,
          onlyRequests: true,
          tags: {
            'kuma.mesh': { kind: 'literal', value: mesh },
            'kuma.zone': { kind: 'literal', value: zone },
            ...Object.fromEntries(tags.map(tag => [tag.name, tagOf(tag)] as const)),
          },
        },
      },
    };
  },
};

function tagOf({ literal, header }: NonNullable<WrittenTrace['tags']>[number]): TagSource {
  if (header === undefined) return { kind: 'literal', value: literal ?? '' };
  const { name, default: otherwise } = header;
  return { kind: 'header', name: name.toLowerCase(), ...(otherwise === undefined ? {} : { otherwise }) };
}

function providerOf(
  { zipkin, datadog, openTelemetry }: WrittenTraceBackend,
  place: PlaceTraits,
  origin: string,
): TracingProvider | undefined {
  const service = (url: string) => {
    if (place.addresses === undefined) return undefined;
    const found = telemetryHost(url, { ref: parseResourceKey(origin) }, place.addresses, 'http1');
    return 'problem' in found ? undefined : found.service;
  };
  if (zipkin !== undefined) {
    const told = service(zipkin.url);
    const { pathname } = new URL(zipkin.url);
    return (
      told && {
        kind: 'zipkin',
        service: told,
        longIds: zipkin.traceId128bit,
        sharesSpans: zipkin.sharedSpanContext,
        path: pathname,
        isBinary: zipkin.apiVersion === 'httpProto',
      }
    );
  }
  if (datadog !== undefined) {
    const told = service(datadog.url);
    const name = datadog.splitService ? splitName(place) : place.told?.service;
    return told && { kind: 'datadog', service: told, ...(name === undefined ? {} : { name }) };
  }
  const told = openTelemetry && collectorOf(openTelemetry, place, origin);
  const name = place.told?.service;
  return told && { kind: 'otlp', service: told, resource: {}, ...(name === undefined ? {} : { name }) };
}

/** Incoming and outgoing requests get different service names. */
function splitName({ direction, told }: PlaceTraits): string {
  return direction === 'inbound'
    ? `${told?.service ?? 'envoy'}_INBOUND`
    : `OUTBOUND_${told?.destination ?? ''}`;
}
