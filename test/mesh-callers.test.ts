import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get as getOverTls } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { type Authority, makeAuthority, type Pair } from './harness/authority.ts';
import { ask } from './harness/client.ts';
import { providedMesh } from './harness/provided-mesh.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';
import { startUpstreams, type Upstreams } from './harness/upstreams.ts';

/** Workloads stand at addresses of loopback of their own. */
const addresses = { one: '127.8.3.1', two: '127.8.3.2', shop: '127.8.3.3' } as const;

describe('policies of a mesh whose sidecars know each other', () => {
  let upstreams: Upstreams;
  let mesh: RunningGateway;
  let authority: Authority;
  const ports = { one: 0, two: 0, page: 0, inbound: 0 };

  before(async () => {
    upstreams = await startUpstreams();
    authority = makeAuthority();
    for (const name of ['one', 'two', 'page', 'inbound'] as const) ports[name] = await freePort();
    const dataplane = (name: keyof typeof addresses) => `
type: Dataplane
mesh: default
name: ${name}
labels: {app: ${name}}
networking:
  address: ${addresses[name]}
  inbound:
    - port: ${ports.inbound}
      serviceAddress: 127.0.0.1
      servicePort: ${upstreams.values.a}
      protocol: http
      tags: {kuma.io/service: ${name}, version: v-${name}}
  outbound: [${name === 'shop' ? '' : `{port: ${ports[name]}, tags: {kuma.io/service: shop}}`}]
`;
    mesh = await runGateway({
      'one.yaml': dataplane('one'),
      'two.yaml': dataplane('two'),
      'shop.yaml': dataplane('shop'),
      'mesh.yaml': [
        providedMesh(authority),
        `
type: MeshTrafficPermission
mesh: default
name: everybody
spec: {from: [{targetRef: {kind: Mesh}, default: {action: Allow}}]}
`,
      ].join('---'),
    });
  });
  after(async () => {
    await mesh.close();
    await upstreams.close();
    authority.close();
  });

  const status = async (from: 'one' | 'two', path = '/') =>
    (await ask({ plain: ports[from], secure: 0 }, { host: 'shop', path })).status;
  /** Open connections stay with what held when they were made. */
  async function answered(from: 'one' | 'two', wanted: number, path?: string) {
    let last = 0;
    for (let i = 0; i < 20 && last !== wanted; i++) last = await status(from, path);
    assert.equal(last, wanted, from);
  }

  const abort = (code: number) => `default: {http: [{abort: {httpStatus: ${code}, percentage: 100}}]}`;
  const faults = (items: string) => `
type: MeshFaultInjection
mesh: default
name: faults
spec:
  targetRef: {kind: Dataplane, labels: {app: shop}}
${items.replace(/^/gm, '  ')}
`;

  it('make mistakes for some callers, by their certificates', async () => {
    await mesh.under(
      faults(`from: [{targetRef: {kind: MeshService, name: one}, ${abort(418)}}]`),
      async () => {
        await answered('one', 418);
        await answered('two', 200);
      },
    );
    await mesh.under(
      faults(`from: [{targetRef: {kind: MeshSubset, tags: {version: v-two}}, ${abort(418)}}]`),
      async () => {
        await answered('two', 418);
        await answered('one', 200);
      },
    );
    // Whoever lacks one of several tags is not among those who have them all.
    const both = (service: string) => `tags: {version: v-one, kuma.io/service: ${service}}`;
    for (const [service, wanted] of [
      ['one', 418],
      ['two', 419],
    ] as const) {
      const some = `{targetRef: {kind: MeshSubset, ${both(service)}}, ${abort(418)}}`;
      await mesh.under(faults(`from: [{targetRef: {kind: Mesh}, ${abort(419)}}, ${some}]`), async () => {
        await answered('one', wanted);
        await answered('two', 419);
      });
    }
    const exact = 'matches: [{spiffeID: {type: Exact, value: spiffe://default/one}}]';
    await mesh.under(faults(`rules: [{${exact}, ${abort(418)}}, {${abort(419)}}]`), async () => {
      await answered('one', 418);
      await answered('two', 419);
    });
  });

  const limit = (num: number, status: number) =>
    `default: {local: {http: {requestRate: {num: ${num}, interval: 1h}, onRateLimit: {status: ${status}}}}}`;
  const rules = (type: string, items: string) => `
type: ${type}
mesh: default
name: a-${type.toLowerCase()}
spec:
  targetRef: {kind: Dataplane, labels: {app: shop}}
  rules: [${items}]
`;
  const is = (type: string, value: string) =>
    `matches: [{spiffeID: {type: ${type}, value: spiffe://default${value}}}]`;

  it('bound the requests of some callers, of all others as they say of all', async () => {
    const limits = rules(
      'MeshRateLimit',
      `{${limit(1000, 428)}}, {${is('Exact', '/one')}, ${limit(1, 423)}}`,
    );
    await mesh.under(limits, async () => {
      await answered('one', 423);
      await answered('two', 200);
    });
  });

  it('have the narrowest that is written of a caller go before the wider, which goes on to hold where it says nothing', async () => {
    const times = rules(
      'MeshTimeout',
      `{${is('Prefix', '')}, default: {http: {requestTimeout: 200ms}}}, {${is('Exact', '/one')}, default: {http: {streamIdleTimeout: 1h}}}`,
    );
    await mesh.under(times, async () => {
      await answered('two', 504, '/?delay=700');
      await answered('one', 504, '/?delay=700');
    });
    const ofOne = rules(
      'MeshTimeout',
      `{${is('Prefix', '')}, default: {http: {requestTimeout: 200ms}}}, {${is('Exact', '/one')}, default: {http: {requestTimeout: 5s}}}`,
    );
    await mesh.under(ofOne, async () => {
      await answered('two', 504, '/?delay=700');
      await answered('one', 200, '/?delay=700');
    });
    // What begins alike is not part of it.
    await mesh.under(
      rules('MeshTimeout', `{${is('Prefix', '/on')}, default: {http: {requestTimeout: 200ms}}}`),
      async () => {
        await mesh.settled();
        for (let i = 0; i < 5; i++) assert.equal(await status('one', '/?delay=400'), 200);
      },
    );
  });

  it('bound what some callers ask at once, beside what others do', async () => {
    const breaker = rules(
      'MeshCircuitBreaker',
      `{${is('Exact', '/one')}, default: {connectionLimits: {maxConnections: 1, maxPendingRequests: 1, maxRequests: 1, maxRetries: 1}}}`,
    );
    await mesh.under(breaker, async () => {
      const atOnce = async (from: 'one' | 'two') => {
        const statuses = await Promise.all(Array.from({ length: 12 }, () => status(from, '/?delay=300')));
        return statuses.filter(one => one === 503).length;
      };
      let refused = 0;
      for (let i = 0; i < 10 && refused === 0; i++) refused = await atOnce('one');
      assert.ok(refused > 0);
      assert.equal(await atOnce('two'), 0);
    });
  });

  it('keep records of the calls of some', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fairlead-records-'));
    const file = (name: string) =>
      `default: {backends: [{type: File, file: {path: ${join(folder, name)}, format: {type: Plain, plain: "%REQ(:PATH)%"}}}]}`;
    const kept = (name: string) => {
      const path = join(folder, name);
      return existsSync(path)
        ? readFileSync(path, 'utf8')
            .split('\n')
            .filter(line => line !== '')
        : [];
    };
    try {
      const logs = rules(
        'MeshAccessLog',
        `{${file('all')}}, {${is('Prefix', '')}, ${file('known')}}, {${is('Exact', '/one')}, ${file('one')}}`,
      );
      await mesh.under(logs, async () => {
        const deadline = Date.now() + 10_000;
        while (kept('one').length === 0 || kept('known').length === 0) {
          assert.ok(Date.now() < deadline, JSON.stringify([kept('one'), kept('known')]));
          await status('one', '/by-one');
          await status('two', '/by-two');
          await new Promise(resolve => setTimeout(resolve, 100));
        }
      });
      assert.deepEqual(new Set(kept('one')), new Set(['/by-one']));
      assert.deepEqual(new Set(kept('known')), new Set(['/by-two']));
      assert.deepEqual(kept('all'), []);
      // Who is told from others is told from them in what is kept of all, too.
      const exact = rules(
        'MeshAccessLog',
        `{${file('others')}}, {${is('Exact', '/one')}, default: {backends: []}}`,
      );
      await mesh.under(exact, async () => {
        const deadline = Date.now() + 10_000;
        while (kept('others').length === 0) {
          assert.ok(Date.now() < deadline);
          await status('one', '/by-one');
          await status('two', '/by-two');
          await new Promise(resolve => setTimeout(resolve, 100));
        }
      });
      assert.deepEqual(new Set(kept('others')), new Set(['/by-two']));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('show metrics to those of the mesh alone, where they say so', async () => {
    const page = (identity: Partial<Pair>) =>
      new Promise<number>(resolve => {
        const asked = getOverTls(
          {
            ...{ host: addresses.shop, port: ports.page, path: '/metrics', agent: false },
            ...{ rejectUnauthorized: false, ...identity },
          },
          response => {
            response.resume();
            resolve(response.statusCode ?? 0);
          },
        );
        asked.on('error', () => resolve(0));
      });
    const metrics = `
type: MeshMetric
mesh: default
name: numbers
spec:
  default: {backends: [{type: Prometheus, prometheus: {port: ${ports.page}, tls: {mode: ActiveMTLSBackend}}}]}
`;
    await mesh.under(metrics, async () => {
      assert.equal(await page(authority.issue('/CN=prometheus', 'URI:spiffe://default/prometheus')), 200);
      assert.equal(await page(authority.issue('/CN=prometheus', 'URI:spiffe://other/prometheus')), 0);
      assert.equal(await page({}), 0);
    });
  });
});
