import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { XdsType } from '#lib/xds-resource.ts';
import { makeWorkplace, type Running, type Workplace } from '../../src/cli/testing/workplace.ts';
import { documentsIn } from '../../src/main/testing/hand-fed.ts';
import { AdsClient } from '../../src/xds/testing/ads-client.ts';
import { backend, gatewayOn, route, rule } from '../harness/manifests.ts';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import { applyDefinitions } from './harness/definitions.ts';
import { apiServerMissing } from './harness/tools.ts';

const types: readonly XdsType[] = ['cluster', 'endpoints', 'listener', 'route', 'virtualHost'];
/** Versions by type and name. */
type Held = Map<XdsType, Record<string, string>>;

interface Replica extends Running {
  readonly user: string;
  readonly xds: string;
}

/** Whoever writes to a status is on record; nobody else is. */
const auditPolicy = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [
    {
      level: 'Metadata',
      verbs: ['patch'],
      resources: [{ group: 'gateway.networking.k8s.io' }, { group: 'gateway.envoyproxy.io' }],
    },
    { level: 'None' },
  ],
};

describe('two control planes that name one Lease', { skip: apiServerMissing() }, () => {
  let server: ApiServer;
  let place: Workplace;
  let records: string;
  const replicas: Replica[] = [];
  before(async () => {
    records = mkdtempSync(join(tmpdir(), 'fairlead-audit-'));
    writeFileSync(join(records, 'policy.json'), JSON.stringify(auditPolicy));
    server = await startApiServer({
      flags: [
        `--audit-policy-file=${join(records, 'policy.json')}`,
        `--audit-log-path=${join(records, 'audit')}`,
      ],
    });
    await applyDefinitions(server, 'standard', 'envoy-gateway');
    place = await makeWorkplace();
    await apply(
      [gatewayOn(8080), backend('a', 1001), backend('b', 1002), both, shop('a'), more('a')].join('---'),
    );
    replicas.push(await replica('first'), await replica('second'));
    await leads(replicas[0]);
  });
  after(async () => {
    await place?.close();
    await server?.close();
    rmSync(records, { recursive: true, force: true });
  });

  /** Whatever else changes, both backends are in use. */
  const both = route('both', 'both.test', rule('/a', 'a'), rule('/b', 'b'));
  const shop = (to: string) => route('shop', 'shop.test', rule('/', to));
  const more = (to: string) => route('more', 'more.test', rule('/', to));
  const apply = (text: string) =>
    server.apply(
      ...documentsIn(text).map(document => {
        const object = document as { readonly kind: string; readonly metadata: object };
        const namespace = object.kind === 'GatewayClass' ? {} : { namespace: 'default' };
        return { ...object, metadata: { ...object.metadata, ...namespace } };
      }),
    );

  async function replica(user: string): Promise<Replica> {
    const running = place.start([
      ...['serve', '--kubernetes', '--kubeconfig', server.user(user, 'system:masters')],
      ...['--lease', 'default/fairlead', '--state', join(place.directory, user)],
      ...['--xds', '127.0.0.1:0', '--api', '127.0.0.1:0', '--allow-addresses', 'loopback'],
    ]);
    const [, xds = ''] = await running.says(/serving xDS on (\S+)/);
    return { ...running, written: running.written, user, xds };
  }
  const leads = (one: Replica | undefined) => one?.says(/this replica writes to the cluster/);

  /** Who wrote to the status of anything, each once, in order. */
  function writers(): readonly string[] {
    const file = join(records, 'audit');
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    const users = lines.filter(Boolean).map(line => (JSON.parse(line) as Recorded).user.username);
    return [...new Set(users.filter(user => user !== 'admin'))];
  }
  const said = async (of: string) => {
    const { metadata, status } = JSON.parse(
      await server.kubectl(['get', 'httproute', of, '--output=json']),
    ) as Route;
    const accepted = status?.parents?.[0]?.conditions.find(({ type }) => type === 'Accepted');
    return accepted?.observedGeneration === metadata.generation ? accepted.status : undefined;
  };

  const condition = async (kind: string, name: string, type: string) => {
    const { status } = JSON.parse(await server.kubectl(['get', kind, name, '--output=json'])) as {
      readonly status?: { readonly conditions?: readonly Condition[] };
    };
    return status?.conditions?.find(one => one.type === type);
  };

  it('both serve, one writes', async () => {
    const [first, second] = replicas.map(({ xds }) => connect(xds));
    assert.deepEqual(await held(first), await held(second));
    await until(10_000, async () => (await said('shop')) === 'True' && (await said('more')) === 'True');
    assert.deepEqual(writers(), ['first']);
    first?.close();
    second?.close();
  });

  it('what a proxy has taken from who follows is in the status that the other writes, until it is gone', async () => {
    const [, second] = replicas;
    const client = connect(second?.xds);
    await held(client);
    await until(10_000, async () => (await condition('gateway', 'edge', 'Programmed'))?.status === 'True');
    assert.deepEqual(writers(), ['first']);
    client.close();
    await until(10_000, async () => (await condition('gateway', 'edge', 'Programmed'))?.status === 'False');
    assert.deepEqual(writers(), ['first']);
  });

  it('what an Envoy of who follows refuses is in the status that the other writes', async () => {
    const [, second] = replicas;
    const client = connect(second?.xds);
    await held(client);
    await apply(backend('a', 1003));
    const change = await client.next();
    client.nack(change, 'no such endpoint');
    const told = async () => (await condition('backend', 'a', 'Accepted'))?.message ?? '';
    await until(10_000, async () => /Envoy refused it: no such endpoint/.test(await told()));
    assert.deepEqual(writers(), ['first']);
    await apply(backend('a', 1001));
    await until(10_000, async () => !/refused/.test(await told()));
    client.close();
  });

  it('a proxy that moves is sent what changed meanwhile, and nothing that it holds', async () => {
    const [first, second] = replicas;
    const before = connect(first?.xds);
    const versions = await held(before);
    before.close();
    const moved = connect(second?.xds);
    for (const type of types) moved.resume(type, versions.get(type) ?? {});
    await moved.quiet();
    moved.close();
    await apply(shop('b'));
    await until(10_000, async () => (await said('shop')) === 'True');
    const back = connect(first?.xds);
    for (const type of types) back.resume(type, versions.get(type) ?? {});
    const sent = (await drain(back)).filter(({ resources }) => resources.length > 0);
    assert.deepEqual(
      sent.map(({ type }) => type),
      ['virtualHost'],
    );
    assert.equal(sent[0]?.resources.length, 1);
    assert.match(sent[0]?.resources[0] ?? '', /shop\.test/);
    back.close();
  });

  it('when the one that writes is killed the other serves on, and writes within 15 s', async () => {
    const [first, second] = replicas;
    const client = connect(second?.xds);
    await held(client);
    first?.child.kill('SIGKILL');
    const begun = performance.now();
    await first?.ended;
    await apply(more('b'));
    const change = await client.next();
    assert.deepEqual([change.type, change.resources.length], ['virtualHost', 1]);
    const gap = performance.now() - begun;
    assert.ok(gap < 5_000, `served ${gap} ms later: long before there is another leader`);
    assert.notEqual(await said('more'), 'True', 'who follows writes nothing');
    await until(15_000, async () => (await said('more')) === 'True');
    const took = performance.now() - begun;
    assert.ok(took < 15_000, `status was written ${took} ms later`);
    assert.deepEqual(writers(), ['first', 'second']);
    client.close();
  });

  it('one that comes back follows, and one that ends as it should hands over at once', async () => {
    const [, second] = replicas;
    const third = await replica('third');
    await third.says(/writes to the cluster, as it holds the Lease/);
    second?.child.kill('SIGTERM');
    assert.equal((await second?.ended)?.code, 0);
    const begun = performance.now();
    await leads(third);
    assert.ok(performance.now() - begun < 4_000);
  });
});

interface Recorded {
  readonly user: { readonly username: string };
}
interface Condition {
  readonly type: string;
  readonly status: string;
  readonly message: string;
}
interface Route {
  readonly metadata: { readonly generation: number };
  readonly status?: {
    readonly parents?: readonly {
      readonly conditions: readonly {
        readonly type: string;
        readonly status: string;
        readonly observedGeneration: number;
      }[];
    }[];
  };
}

const connect = (address = '') => new AdsClient(address, { cluster: 'default/edge' });

/** Takes everything that is there for a client. */
async function held(client: AdsClient | undefined): Promise<Held> {
  assert.ok(client !== undefined);
  for (const type of types) client.subscribe(type, '*');
  const all: Held = new Map();
  for (const { type, versions } of await drain(client)) all.set(type, { ...all.get(type), ...versions });
  for (const type of types) assert.ok(Object.keys(all.get(type) ?? {}).length > 0, `no ${type}`);
  return all;
}

async function drain(client: AdsClient) {
  const came = [];
  for (let next = await client.nextIfAny(); next !== undefined; next = await client.nextIfAny()) {
    came.push(next);
    client.ack(next);
  }
  return came;
}

async function until(patience: number, holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + patience;
  while (!(await holds())) {
    if (performance.now() > end) assert.fail(`not within ${patience} ms`);
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}
