import { addressText, endpointText } from '#resources';
import type { Target, WrittenObject } from '../target.ts';
import { addressedOf, isNewer, isTls, lostOf, metadataOf, protocolOf, written } from '../written-fields.ts';

const group = 'networking.istio.io';

/** Istio's ServiceEntry, referred to by its host, and a DestinationRule where TLS is spoken. */
export const istio: Target = {
  name: 'istio',
  own: [{ group, kind: 'ServiceEntry' }],
  isTcp: true,
  write: backend => {
    const { spec, name, of } = backend;
    if (spec.type === 'DynamicResolver') return 'a gateway of it goes nowhere that nobody named';
    if (spec.groups.length > 0) return 'it has no backends that take over from each other';
    const { addressed, service } = addressedOf(spec);
    if (service !== undefined) return `it knows no SRV records (${endpointText(service)})`;
    const isNamed = spec.endpoints.some(({ kind }) => kind === 'fqdn');
    if (isNamed && spec.endpoints.some(({ kind }) => kind === 'unix'))
      return 'it takes no names beside sockets in one ServiceEntry';
    // An invented host: the entry's endpoints say where it leads.
    const host = `${name}.${of.namespace}.internal`;
    const [number = 80] = spec.endpoints.flatMap(e => ('port' in e ? e.port : []));
    const protocol = isNewer(spec) ? 'HTTP2' : protocolOf(spec) === 'tcp' ? 'TCP' : 'HTTP';
    const metadata = metadataOf(backend);
    const { tls } = spec;
    const rule: WrittenObject = {
      apiVersion: `${group}/v1`,
      kind: 'DestinationRule',
      metadata,
      spec: {
        host,
        trafficPolicy: {
          tls: written({
            mode: 'SIMPLE',
            sni: tls?.sni,
            insecureSkipVerify: tls?.insecureSkipVerify,
            subjectAltNames: (tls?.subjectAltNames ?? []).flatMap(san => san.hostname ?? san.uri ?? []),
          }),
        },
      },
    };
    return {
      objects: [
        {
          apiVersion: `${group}/v1`,
          kind: 'ServiceEntry',
          metadata,
          spec: {
            hosts: [host],
            resolution:
              spec.dns?.type === 'Logical' && spec.endpoints.length === 1
                ? 'DNS_ROUND_ROBIN'
                : isNamed
                  ? 'DNS'
                  : 'STATIC',
            ports: [{ number, name: 'backend', protocol }],
            endpoints: addressed.map(endpoint => endpointOf(endpoint, number)),
          },
        },
        ...(isTls(spec) ? [rule] : []),
      ],
      name: { group, kind: 'Hostname', name: host, port: number },
      lost: [
        ...lostOf(spec, 'priorities', 'serverNames', 'differing', 'fallback', 'fallbackRef'),
        ...lostOf(spec, 'overprovisioning', 'session', 'settings'),
        ...(tls === undefined ||
        tls.caCertificateRefs.length + (tls.clientCertificateRef === undefined ? 0 : 1) === 0
          ? []
          : ['whose certificates are believed and shown: a Secret says it (tls.credentialName)']),
      ],
    };
  },
};

function endpointOf(endpoint: ReturnType<typeof addressedOf>['addressed'][number], number: number) {
  const { zone, weight } = endpoint;
  // A locality is region and zone, but Backends have no region.
  const locality = zone === undefined ? undefined : `region/${zone}`;
  const ports = 'port' in endpoint && endpoint.port !== number ? { backend: endpoint.port } : undefined;
  return written({ address: addressText(endpoint), ports, weight, locality });
}
