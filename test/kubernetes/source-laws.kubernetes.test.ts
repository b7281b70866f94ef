import { after, before, describe } from 'node:test';
import type { Source } from '#sources';
import { createKubernetesSource, openCluster } from '#sources/kubernetes';
import { sourceLaws } from '../../src/sources/laws.ts';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import { applyDefinitions } from './harness/definitions.ts';
import { apiServerMissing } from './harness/tools.ts';

/** What the laws write. An API server has objects of its own besides. */
const written = /^(?:\/ConfigMap|gateway\.envoyproxy\.io\/Backend)\/local\/default\//;

describe('of an API server', { skip: apiServerMissing() }, () => {
  let server: ApiServer;
  before(async () => {
    server = await startApiServer();
    await applyDefinitions(server, 'envoy-gateway');
  });
  after(() => server?.close());

  sourceLaws(
    'createKubernetesSource',
    async () => {
      const cluster = await openCluster({ kubeconfig: server.kubeconfig });
      return {
        open: () =>
          ofLaws(
            createKubernetesSource({
              ...{ cluster, controller: 'fairlead.dev/gateway-controller', namespaces: ['default'] },
              onNotice: message => {
                throw new Error(message);
              },
            }),
          ),
        put: object => server.apply(object),
        remove: async (name, kind) => {
          await server.kubectl(['delete', kind, name, '--wait=true']);
        },
        statusOf: async name => {
          const backend = JSON.parse(await server.kubectl(['get', 'backend', name, '--output=json']));
          return backend.status;
        },
        dispose: async () => {
          await server.kubectl(['delete', 'configmaps,backends', '--all', '--namespace=default']);
          cluster.close();
        },
      };
    },
    { refusesBroken: true, hasNoPlaces: true },
  );
});

function ofLaws(source: Source): Source {
  return {
    name: source.name,
    start: sink =>
      source.start(changes => {
        const ours = changes.filter(({ key }) => written.test(key));
        if (ours.length > 0) sink(ours);
      }),
    stop: () => source.stop(),
    origin: key => source.origin(key),
    written: key => source.written(key),
    writeStatus: async write => source.writeStatus?.(write),
  };
}
