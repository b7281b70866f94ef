import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AdsClient } from '../xds/testing/ads-client.ts';
import { makeWorkplace, type Workplace } from './testing/workplace.ts';

const dataplane = (name: string, service: string) => `
type: Dataplane
mesh: default
name: ${name}
networking:
  address: 127.0.0.1
  inbound: [{port: 8080, tags: {kuma.io/service: ${service}}}]
`;

interface Overview {
  readonly type: string;
  readonly name: string;
  readonly dataplane: { readonly networking: { readonly inbound: readonly object[] } };
  readonly dataplaneInsight: {
    readonly subscriptions: readonly { readonly connectTime: string; readonly disconnectTime?: string }[];
  };
}

describe('how dataplanes are, as tools of Kuma ask for it', () => {
  let place: Workplace;
  let api: string;
  let proxy: AdsClient;
  before(async () => {
    place = await makeWorkplace();
    place.write(
      'mesh/all.yaml',
      ['type: Mesh\nname: default\n', dataplane('web-1', 'web'), dataplane('db-1', 'db')].join('---'),
    );
    const server = place.start(['serve', '-f', 'mesh', '--xds', '127.0.0.1:0', '--api', '127.0.0.1:0']);
    const [, xds = '', url = ''] = await server.says(
      /serving xDS on (\S+) and REST on (http:\/\/[^\s,:]+:\d+)/,
    );
    api = url;
    proxy = new AdsClient(xds, { id: 'default.web-1', cluster: 'web' });
    proxy.subscribe('cluster', '*');
    await proxy.next();
  });
  after(async () => {
    proxy.close();
    await place.close();
  });

  const get = async <T>(path: string): Promise<T> => {
    const response = await fetch(`${api}${path}`);
    assert.equal(response.status, 200, path);
    return (await response.json()) as T;
  };

  it('say who is connected, one by one and in a list with its filters', async () => {
    const { total, items } = await get<{ total: number; items: readonly Overview[] }>(
      '/meshes/default/dataplanes/_overview',
    );
    assert.equal(total, 2);
    const online = items.map(({ name, dataplaneInsight: { subscriptions } }) => [
      name,
      subscriptions.some(
        one => !Number.isNaN(Date.parse(one.connectTime)) && one.disconnectTime === undefined,
      ),
    ]);
    assert.deepEqual(online, [
      ['db-1', false],
      ['web-1', true],
    ]);
    const one = await get<Overview>('/meshes/default/dataplanes+insights/web-1');
    assert.deepEqual(one, items[1]);
    assert.deepEqual([one.type, one.dataplane.networking.inbound.length], ['DataplaneOverview', 1]);
    const ofDb = await get<{ items: readonly Overview[] }>('/dataplanes/_overview?tag=kuma.io/service:db');
    assert.deepEqual(
      ofDb.items.map(({ name }) => name),
      ['db-1'],
    );
  });

  it('are counted by mesh, by service and in all', async () => {
    const stat = { total: 2, online: 1, offline: 1, partiallyDegraded: 0 };
    const [mesh] = (await get<{ items: readonly Record<string, unknown>[] }>('/mesh-insights')).items;
    assert.deepEqual([mesh?.type, mesh?.name, mesh?.dataplanes], ['MeshInsight', 'default', stat]);
    assert.deepEqual(mesh?.services, { total: 2, internal: 2, external: 0 });
    assert.deepEqual(await get('/mesh-insights/default'), mesh);
    assert.equal((await fetch(`${api}/mesh-insights/none`)).status, 404);
    const { items } = await get<{ items: readonly Record<string, unknown>[] }>(
      '/meshes/default/service-insights',
    );
    assert.deepEqual(
      items.map(({ name, status }) => [name, status]),
      [
        ['db', 'offline'],
        ['web', 'online'],
      ],
    );
    const all = await get<Record<string, Record<string, unknown>>>('/global-insight');
    assert.deepEqual([all.meshes, all.dataplanes?.standard], [{ total: 1 }, stat]);
    assert.deepEqual(all.services?.internal, stat);
  });

  it('are of one of the kinds that can be listed by their paths', async () => {
    const { resources } = await get<{ resources: readonly Record<string, unknown>[] }>('/_resources');
    const named = (name: string) => resources.find(one => one.name === name);
    assert.deepEqual(named('MeshHTTPRoute'), {
      ...{ name: 'MeshHTTPRoute', scope: 'Mesh', path: 'meshhttproutes', readOnly: false },
      ...{ singularDisplayName: 'Mesh HTTP Route', pluralDisplayName: 'Mesh HTTP Routes' },
      ...{ includeInFederation: true, shortName: 'mhttpr' },
      policy: {
        ...{ isTargetRef: true, hasToTargetRef: true, hasFromTargetRef: false },
        ...{ hasRulesTargetRef: false, isFromAsRules: false },
      },
    });
    for (const { scope, path } of resources)
      await get(scope === 'Mesh' ? `/meshes/default/${path}` : `/${path}`);
  });

  it('are neither written nor watched', async () => {
    const path = `${api}/meshes/default/dataplanes/web-1/_overview`;
    assert.equal((await fetch(path, { method: 'DELETE' })).status, 405);
    assert.equal((await fetch(`${api}/meshes/default/dataplanes/_overview?watch=true`)).status, 400);
    assert.equal((await fetch(`${api}/meshes/default/dataplanes/nobody/_overview`)).status, 404);
  });
});
