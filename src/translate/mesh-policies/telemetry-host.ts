import type { Collection, Graph } from '#graph';
import type { Backend, TelemetryService } from '#model';
import type { AnyMeshPolicy } from '#resources';
import type { AddressPolicy } from '../address-policy.ts';
import type { Inputs } from '../inputs.ts';
import { calledHost } from '../policies/called-service.ts';

/** TelemetryHost is a host that is told of what passes, or why it must not be. */
export type TelemetryHost =
  | { readonly service: TelemetryService; readonly host: Backend }
  | { readonly problem: string };

/** telemetryHost finds the host of a URL; `protocol` is what it is spoken to in. */
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

/** telemetryHosts derives the hosts that policies of meshes have told of what passes. */
export function telemetryHosts(graph: Graph, inputs: Inputs, addresses: AddressPolicy): Collection<Backend> {
  const hostsOf = (policy: AnyMeshPolicy) =>
    telemetryUrls(policy).flatMap(({ url }) => {
      const found = telemetryHost(url, policy, addresses, 'http2');
      return 'problem' in found ? [] : [[found.host.key, found.host] as const];
    });
  return graph.join<Backend>('translate/telemetry-hosts', [
    graph.derive('translate/hosts-of-mesh-logs', inputs.of('kuma/MeshAccessLog'), hostsOf),
    graph.derive('translate/hosts-of-mesh-traces', inputs.of('kuma/MeshTrace'), hostsOf),
  ]);
}

/** telemetryUrls are the hosts that a policy names, and where it does. */
export function telemetryUrls(
  policy: AnyMeshPolicy,
): readonly { readonly url: string; readonly path: string }[] {
  switch (policy.id) {
    case 'kuma/MeshAccessLog': {
      const { to, from, rules } = policy.spec;
      return Object.entries({ to, from, rules }).flatMap(([list, items]) =>
        items.flatMap(({ default: { backends = [] } }, i) =>
          backends.flatMap(({ openTelemetry }, j) =>
            openTelemetry?.endpoint === undefined
              ? []
              : [
                  {
                    url: `http://${openTelemetry.endpoint}`,
                    path: `spec.${list}[${i}].default.backends[${j}].openTelemetry.endpoint`,
                  },
                ],
          ),
        ),
      );
    }
    case 'kuma/MeshTrace':
      return (policy.spec.default.backends ?? []).flatMap(({ zipkin, datadog, openTelemetry }, i) => {
        const at = `spec.default.backends[${i}]`;
        return [
          ...(zipkin === undefined ? [] : [{ url: zipkin.url, path: `${at}.zipkin.url` }]),
          ...(datadog === undefined ? [] : [{ url: datadog.url, path: `${at}.datadog.url` }]),
          ...(openTelemetry?.endpoint === undefined
            ? []
            : [{ url: `http://${openTelemetry.endpoint}`, path: `${at}.openTelemetry.endpoint` }]),
        ];
      });
    default:
      return [];
  }
}
