import type { Collection, Graph, Tracker } from '#graph';
import { type Identity, proxyId } from '#model';
import type { Gateway } from '#resources';
import { serviceTag } from '../sidecar.ts';
import { type Member, securityOf, type Vouching } from './sidecar-security.ts';

/** The label by which a Gateway joins a mesh. */
const meshLabel = 'kuma.io/mesh';

/** meshOfGateway is the mesh that a Gateway is in; undefined where it is in none. */
export function meshOfGateway({ metadata }: Gateway): string | undefined {
  return metadata.labels[meshLabel];
}

/**
 * identifyGateways derives the identities of gateways at the edge in their meshes, by ProxyId. They call workloads; nobody
 * calls them.
 */
export function identifyGateways(
  graph: Graph,
  gateways: Collection<Gateway>,
  vouchingOf: (mesh: string, track: Tracker) => Vouching,
): Collection<Identity> {
  return graph.derive<Gateway, Identity>(
    'translate/identities-of-gateways',
    gateways,
    (gateway, _key, track) => {
      const mesh = meshOfGateway(gateway);
      const security =
        mesh === undefined ? undefined : securityOf(member(gateway, mesh), vouchingOf(mesh, track));
      const { namespace, name } = gateway.ref;
      return security === undefined
        ? []
        : [[proxyId({ kind: 'gateway', namespace, name }), security.identity]];
    },
  );
}

/** A gateway has the name that Kuma gives a gateway of Kubernetes. */
function member({ ref, metadata }: Gateway, mesh: string): Member {
  const name = [ref.name, ref.namespace, 'svc'].join('_');
  return {
    ...{ mesh, name, zone: ref.zone, inbounds: [], gatewayTags: { [serviceTag]: name } },
    labels: { 'kuma.io/display-name': ref.name, ...metadata.labels },
  };
}
