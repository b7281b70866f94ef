import { type CalledPort, isHttpProtocol } from '#model';
import { type Gateway, placeInMesh } from '#resources';
import { meshOfGateway } from '../mesh/identity/gateway-member.ts';
import type { BackendKind, BackendState } from './backend-kind.ts';

/**
 * Kuma's MeshService: each port is a backend. A gateway at the edge calls it as sidecars do, with its identity in the mesh
 * that its label `kuma.io/mesh` names. Nothing is kept of meshes that no Gateway is in.
 */
export const meshService: BackendKind = {
  group: 'kuma.io',
  kind: 'MeshService',
  port: 'required',
  unreadableReason: () => 'InvalidBackendRef',
  translate({ graph, inputs, mesh }) {
    const members = graph.index('translate/gateways-by-mesh', inputs.of('gateway-api/Gateway'), gateway => {
      const name = meshOfGateway(gateway);
      return name === undefined ? [] : [name];
    });
    const entered = graph.group<Gateway, string>('translate/meshes-of-gateways', members, name => name);
    const called = graph.pair<string, CalledPort, CalledPort>(
      'translate/ports-called-from-the-edge',
      entered,
      mesh.ports,
      {
        leftTerms: name => [name],
        rightTerms: port => (port.kind === 'MeshService' ? [port.mesh] : []),
        make: (_, port) => port,
      },
    );
    const states = graph.derive<CalledPort, BackendState>(
      'translate/mesh-services-as-backends',
      called,
      ({ backend: key, protocol, portName: section }, _key, track) => {
        const backend = track.fetch(mesh.backends, key);
        if (backend === undefined) return [];
        const isProtocolOpen = !isHttpProtocol(protocol);
        return [
          [
            key,
            {
              kind: 'usable',
              backend,
              isProtocolOpen,
              ...(section === undefined ? {} : { sections: [section] }),
            },
          ],
        ];
      },
    );
    const objects = inputs.of('kuma/MeshService');
    return {
      objects,
      states,
      absence: (key, track) => {
        const object = track.fetch(objects, key);
        const isEntered = object !== undefined && track.count(members, placeInMesh(object).mesh) > 0;
        return isEntered ? undefined : unentered;
      },
    };
  },
};

const unentered = {
  reason: 'UnsupportedValue',
  message:
    'no Gateway is in its mesh, so none may call it: label yours kuma.io/mesh with the name of the mesh',
};
