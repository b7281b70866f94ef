import type { Collection, Graph } from '#graph';
import { parseResourceKey } from '#lib/resource-ref.ts';
import type { Backend, TelemetryService } from '#model';
import type { AnyMeshPolicy, MeshCollectorRef, WrittenCollector } from '#resources';
import type { AddressPolicy } from '../address-policy.ts';
import type { Inputs } from '../inputs.ts';
import { calledHost } from '../policies/called-service.ts';
import type { PlaceTraits } from './mesh-policy-kind.ts';

/** TelemetryHost is a host that receives telemetry, or why it must not. */
export type TelemetryHost =
  | { readonly service: TelemetryService; readonly host: Backend }
  | { readonly problem: string };

/** telemetryHost finds the host of a URL; `protocol` is the protocol that the host speaks. */
export function telemetryHost(
  url: string,
  policy: Pick<AnyMeshPolicy, 'ref'>,
  addresses: AddressPolicy,
  protocol: 'http1' | 'http2',
): TelemetryHost {
  const found = calledHost(url, '', policy, { addresses });
  if ('problem' in found) return { problem: found.problem.message };
  const { use, authority, host } = found;
  if (host === undefined) return { problem: 'names no host' };
  return { service: { use: { ...use, protocol }, authority }, host };
}

/** telemetryHosts derives the hosts to which policies of meshes send telemetry. */
export function telemetryHosts(graph: Graph, inputs: Inputs, addresses: AddressPolicy): Collection<Backend> {
  const hostsOf = (policy: AnyMeshPolicy) =>
    telemetryTold(policy).flatMap(told => {
      if (!('url' in told) || told.asLines === true) return [];
      const found = telemetryHost(told.url, policy, addresses, 'http2');
      return 'problem' in found ? [] : [[found.host.key, found.host] as const];
    });
  return graph.join<Backend>('translate/telemetry-hosts', [
    graph.derive('translate/hosts-of-mesh-logs', inputs.of('kuma/MeshAccessLog'), hostsOf),
    graph.derive('translate/hosts-of-mesh-traces', inputs.of('kuma/MeshTrace'), hostsOf),
    graph.derive('translate/hosts-of-mesh-metrics', inputs.of('kuma/MeshMetric'), hostsOf),
  ]);
}

/** refusedAt tells whether a place must not send telemetry to a URL. */
export function refusedAt(
  url: string,
  { addresses }: Pick<PlaceTraits, 'addresses'>,
  origin: string,
): boolean {
  if (addresses === undefined) return true;
  return 'problem' in telemetryHost(url, { ref: parseResourceKey(origin) }, addresses, 'http1');
}

/**
 * collectorOf is the collector that a place sends telemetry to over gRPC: the one at the endpoint, or the one that is
 * referred to.
 */
export function collectorOf(
  { endpoint, backendRef }: WrittenCollector,
  place: Pick<PlaceTraits, 'addresses' | 'collector'>,
  origin: string,
): TelemetryService | undefined {
  if (backendRef !== undefined) return place.collector?.(backendRef);
  if (endpoint === undefined || place.addresses === undefined) return undefined;
  const found = telemetryHost(
    `http://${endpoint}`,
    { ref: parseResourceKey(origin) },
    place.addresses,
    'http2',
  );
  return 'problem' in found ? undefined : found.service;
}

/** Told is a receiver of telemetry that a policy names, by a URL or by a reference, and the path there. */
export type Told = {
  readonly path: string;
} /** What goes there as lines is sent by who started an Envoy, and by no Envoy. */ & (
  | { readonly url: string; readonly asLines?: true }
  | { readonly backendRef: MeshCollectorRef }
);

/** telemetryTold are all receivers of telemetry that a policy names. */
export function telemetryTold(policy: AnyMeshPolicy): readonly Told[] {
  switch (policy.id) {
    case 'kuma/MeshAccessLog': {
      const { to, from, rules } = policy.spec;
      return Object.entries({ to, from, rules }).flatMap(([list, items]) =>
        items.flatMap(({ default: { backends = [] } }, i) =>
          backends.flatMap(({ tcp, openTelemetry }, j): readonly Told[] => {
            const at = `spec.${list}[${i}].default.backends[${j}]`;
            if (tcp === undefined) return collectorAt(at, openTelemetry);
            return [{ url: `http://${tcp.address}`, asLines: true, path: `${at}.tcp.address` }];
          }),
        ),
      );
    }
    case 'kuma/MeshTrace':
      return (policy.spec.default.backends ?? []).flatMap(({ zipkin, datadog, openTelemetry }, i) => {
        const at = `spec.default.backends[${i}]`;
        return [
          ...(zipkin === undefined ? [] : [{ url: zipkin.url, path: `${at}.zipkin.url` }]),
          ...(datadog === undefined ? [] : [{ url: datadog.url, path: `${at}.datadog.url` }]),
          ...collectorAt(at, openTelemetry),
        ];
      });
    case 'kuma/MeshMetric':
      return (policy.spec.default.backends ?? []).flatMap(({ openTelemetry }, i) =>
        collectorAt(`spec.default.backends[${i}]`, openTelemetry),
      );
    default:
      return [];
  }
}

function collectorAt(at: string, { endpoint, backendRef }: WrittenCollector = {}): readonly Told[] {
  if (backendRef !== undefined) return [{ backendRef, path: `${at}.openTelemetry.backendRef` }];
  if (endpoint === undefined) return [];
  return [{ url: `http://${endpoint}`, path: `${at}.openTelemetry.endpoint` }];
}
