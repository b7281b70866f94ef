import type { GatewayWorkload } from '#model';
import { type DesiredObject, mergedOver } from './desired-object.ts';

/** gatewayService is where clients find the proxies of a gateway; there is none without a port. */
export function gatewayService(
  { ports, parameters, addresses }: GatewayWorkload,
  metadata: DesiredObject['metadata'],
  selector: Readonly<Record<string, string>>,
): readonly DesiredObject[] {
  if (ports.length === 0) return [];
  const { labels = {}, annotations = {}, spec, patch } = parameters?.service ?? {};
  const type = spec?.type ?? 'LoadBalancer';
  // The other fields are about how it is reached from outside, which a Service of type ClusterIP may not say.
  const own = {
    ...(type === 'ClusterIP' ? {} : spec),
    type,
    ...(addresses.length === 0 ? {} : { externalIPs: addresses }),
    selector,
    ports: ports.map(({ protocol, port }) => ({
      name: `${protocol.toLowerCase()}-${port}`,
      protocol,
      port,
      targetPort: port,
    })),
  };
  const all = { ...metadata.annotations, ...annotations };
  const told = {
    ...metadata,
    labels: { ...labels, ...metadata.labels },
    ...(Object.keys(all).length === 0 ? {} : { annotations: all }),
  };
  return [mergedOver({ apiVersion: 'v1', kind: 'Service', metadata: told, spec: own }, patch)];
}

interface ServiceState {
  readonly spec?: { readonly clusterIPs?: readonly string[]; readonly externalIPs?: readonly string[] };
  readonly status?: {
    readonly loadBalancer?: {
      readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[];
    };
  };
}

/**
 * serviceAddresses are the addresses of a Service: the requested ones, else its load balancer's, else those within the
 * cluster.
 */
export function serviceAddresses(service: unknown): readonly string[] {
  const { spec, status } = service as ServiceState;
  const asked = spec?.externalIPs ?? [];
  if (asked.length > 0) return asked;
  const outside = (status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => ip ?? hostname ?? []);
  if (outside.length > 0) return outside;
  return (spec?.clusterIPs ?? []).filter(address => address !== 'None');
}
