import { addressText, endpointText } from '#resources';
import type { Target } from '../target.ts';
import { addressedOf, isNewer, isTls, lostOf, metadataOf, protocolOf, written } from '../written-fields.ts';

const kind = { group: 'kuma.io', kind: 'MeshExternalService' } as const;

/** Kuma's MeshExternalService: something outside the mesh that sidecars call. */
export const kuma: Target = {
  name: 'kuma',
  own: [kind],
  isForSidecars: true,
  isTcp: true,
  write: backend => {
    const { spec, of } = backend;
    // It is called by its name alone, without a namespace: Backends of one name in two namespaces would clash.
    const name = of.namespace === 'default' ? backend.name : `${backend.name}-${of.namespace}`;
    if (spec.type === 'DynamicResolver') return 'it has nothing that goes where each request says';
    if (spec.groups.length > 0) return 'it has no backends that take over from each other';
    const { addressed, service } = addressedOf(spec);
    if (service !== undefined) return `it knows no SRV records (${endpointText(service)})`;
    const [port = 80] = spec.endpoints.flatMap(e => ('port' in e ? e.port : []));
    const protocol = isNewer(spec) ? 'http2' : protocolOf(spec) === 'tcp' ? 'tcp' : 'http';
    const { tls } = spec;
    const verification =
      tls?.insecureSkipVerify === true ? { mode: 'SkipAll' } : written({ serverName: tls?.sni });
    return {
      objects: [
        {
          apiVersion: 'kuma.io/v1alpha1',
          kind: kind.kind,
          metadata: { ...metadataOf(backend), name, labels: { 'kuma.io/mesh': 'default' } },
          spec: written({
            match: { type: 'HostnameGenerator', port, protocol },
            endpoints: addressed.map(endpoint => ({
              address: addressText(endpoint),
              ...('port' in endpoint ? { port: endpoint.port } : {}),
            })),
            tls: isTls(spec)
              ? written({
                  enabled: true,
                  allowRenegotiation: tls?.allowRenegotiation,
                  verification: Object.keys(verification).length === 0 ? undefined : verification,
                })
              : undefined,
          }),
        },
      ],
      name: { ...kind, name, port },
      lost: [
        ...lostOf(spec, 'weights', 'priorities', 'zones', 'serverNames', 'differing', 'dns', 'fallback'),
        ...lostOf(spec, 'fallbackRef', 'overprovisioning', 'session', 'settings'),
        ...(tls === undefined ||
        tls.caCertificateRefs.length + (tls.clientCertificateRef === undefined ? 0 : 1) === 0
          ? []
          : ['whose certificates are believed and shown: a secret of the mesh says it (tls.verification)']),
      ],
    };
  },
};
