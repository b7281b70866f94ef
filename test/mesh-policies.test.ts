import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { ask } from './harness/client.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';
import { startUpstreams, type Upstreams } from './harness/upstreams.ts';
import { shopService } from './mesh/shop-mesh.ts';

/** Workloads stand at addresses of loopback of their own, so that each has every port. */
const addresses = { one: '127.8.0.1', two: '127.8.0.2', shop: '127.8.0.3', spare: '127.8.0.4' } as const;

describe('policies of a mesh', () => {
  let upstreams: Upstreams;
  let mesh: RunningGateway;
  const ports = { one: 0, two: 0 };
  let names = 0;

  const client = (name: 'one' | 'two') => `
type: Dataplane
mesh: default
name: ${name}
labels: {app: ${name}}
networking:
  address: ${addresses[name]}
  inbound: [{port: 8080, serviceAddress: 127.0.0.1, servicePort: ${upstreams.values.c}}]
  outbound: [{port: ${ports[name]}, backendRef: {kind: MeshService, name: shop, port: 80}}]
`;
  const server = (name: 'shop' | 'spare', port: string | number | undefined) => `
type: Dataplane
mesh: default
name: ${name}
labels: {app: shop}
networking:
  address: ${addresses[name]}
  inbound:
    - {name: web, port: 8080, serviceAddress: 127.0.0.1, servicePort: ${port}, protocol: http}
`;

  before(async () => {
    upstreams = await startUpstreams();
    ports.one = await freePort();
    ports.two = await freePort();
    mesh = await runGateway({
      'one.yaml': client('one'),
      'two.yaml': client('two'),
      'shop.yaml': server('shop', upstreams.values.a),
      'spare.yaml': server('spare', upstreams.values.b),
      'service.yaml': `${shopService}---
type: MeshService
mesh: default
name: other
spec:
  selector: {dataplaneRef: {name: spare}}
  ports: [{name: web, port: 80, targetPort: web, appProtocol: http}]
`,
    });
  });
  after(async () => {
    await mesh.close();
    await upstreams.close();
  });

  const get = (from: 'one' | 'two', path: string, headers: Record<string, string> = {}) =>
    ask({ plain: ports[from], secure: 0 }, { host: 'shop', path, headers });
  /** The first answer to each is 503. */
  const flaky = (from: 'one' | 'two') => get(from, `/?flaky=${from}-${names++}`);

  /**
   * Asks until it is answered so. What is asked over a connection that was open before an inbound changed is served as before, and
   * the connection closed: the next one hears of the change.
   */
  async function answered(from: 'one' | 'two', path: string, status: number) {
    for (let i = 0; i < 20; i++) {
      const answer = await get(from, path);
      if (answer.status === status) return answer;
    }
    return assert.fail(`${path} is never answered with ${status}`);
  }

  /** Asks until it is answered so, or in a way that is neither that nor as before; and says how long that answer took. */
  async function timed(ask: () => Promise<{ readonly status: number }>, status: number) {
    for (let i = 0; ; i++) {
      const start = Date.now();
      const answer = await ask();
      if (answer.status === status || answer.status !== 200 || i === 20)
        return { status: answer.status, took: Date.now() - start };
    }
  }

  const policy = (type: string, spec: string) => `
type: ${type}
mesh: default
name: a-name-before-those-of-the-defaults
spec:
${spec.replace(/^/gm, '  ')}
`;

  it('begin with retries, so that who fails once is asked again', async () => {
    for (let i = 0; i < 4; i++) assert.equal((await flaky('one')).status, 200);
  });

  it('have what is said of all hold for all', async () => {
    const retries = policy('MeshRetry', 'to: [{targetRef: {kind: Mesh}, default: {http: {numRetries: 0}}}]');
    await mesh.under(retries, async () => {
      assert.equal((await flaky('one')).status, 503);
      assert.equal((await flaky('two')).status, 503);
    });
    assert.equal((await flaky('one')).status, 200);
  });

  it('have what is said of some hold for those alone', async () => {
    const timeout = policy(
      'MeshTimeout',
      `targetRef: {kind: Dataplane, labels: {app: two}}
to: [{targetRef: {kind: MeshService, name: shop}, default: {http: {requestTimeout: 200ms}}}]`,
    );
    await mesh.under(timeout, async () => {
      assert.equal((await get('one', '/?delay=700')).status, 200);
      assert.equal((await get('two', '/?delay=700')).status, 504);
    });
  });

  it('hold for what comes in, whoever calls', async () => {
    const timeout = policy(
      'MeshTimeout',
      `targetRef: {kind: Dataplane, labels: {app: shop}, sectionName: web}
rules: [{default: {http: {requestTimeout: 200ms}}}]`,
    );
    await mesh.under(timeout, async () => {
      await answered('one', '/?delay=700', 504);
    });
    assert.equal((await get('one', '/?delay=300')).status, 200);
  });

  it('keep with one endpoint what hashes alike', async () => {
    const balancing = policy(
      'MeshLoadBalancingStrategy',
      `to:
  - targetRef: {kind: MeshService, name: shop}
    default:
      loadBalancer: {type: RingHash, ringHash: {minRingSize: 1024}}
      hashPolicies: [{type: Header, header: {name: x-user}}]`,
    );
    await mesh.under(balancing, async () => {
      const backends = new Set<string | undefined>();
      for (const user of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) {
        const seen = new Set<string | undefined>();
        for (let i = 0; i < 5; i++) seen.add((await get('one', '/', { 'x-user': user })).seen?.backend);
        assert.equal(seen.size, 1, user);
        for (const backend of seen) backends.add(backend);
      }
      assert.deepEqual([...backends].sort(), ['a', 'b']);
    });
  });

  it('bound what is asked at once', async () => {
    const breaker = policy(
      'MeshCircuitBreaker',
      'to: [{targetRef: {kind: Mesh}, default: {connectionLimits: {maxRequests: 1, maxRetries: 1}}}]',
    );
    await mesh.under(breaker, async () => {
      const answers = await Promise.all(Array.from({ length: 8 }, () => get('one', '/?delay=300')));
      const statuses = answers.map(({ status }) => status);
      assert.ok(statuses.includes(200), String(statuses));
      assert.ok(statuses.includes(503), String(statuses));
    });
  });

  it('ask endpoints how they are', async () => {
    const check = policy(
      'MeshHealthCheck',
      `to:
  - targetRef: {kind: MeshService, name: shop}
    default:
      interval: 100ms
      unhealthyThreshold: 1
      healthyPanicThreshold: 0
      http: {path: "/?status=500"}`,
    );
    await mesh.under(check, async () => {
      const { status, body } = await get('one', '/');
      assert.equal(status, 503);
      assert.match(body, /no healthy upstream/);
    });
    assert.equal((await get('one', '/')).status, 200);
  });

  const route = (rules: string) =>
    policy(
      'MeshHTTPRoute',
      `to:\n  - targetRef: {kind: MeshService, name: shop}\n    rules:\n${rules.replace(/^/gm, '      ')}`,
    );

  it('send requests elsewhere, by what they ask for, and leave the others where they were', async () => {
    const rules =
      route(`- matches: [{path: {type: PathPrefix, value: /a}, headers: [{type: Prefix, name: x-v, value: "1"}]}]
  default:
    backendRefs: [{kind: MeshService, name: other, port: 80}]
    filters:
      - {type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: x-by, value: route}]}}
      - {type: URLRewrite, urlRewrite: {path: {type: ReplaceFullPath, replaceFullPath: /b}}}
- matches: [{path: {type: Exact, value: /gone}}]
  default: {backendRefs: [{kind: MeshService, name: nobody, port: 80}]}
- matches: [{path: {type: Exact, value: /away}}]
  default: {filters: [{type: RequestRedirect, requestRedirect: {hostname: away.test, statusCode: 301}}]}
- matches: [{path: {type: Exact, value: /plain}, headers: [{type: Absent, name: x-v}]}]
  default: {backendRefs: [{kind: MeshService, name: other, port: 80}]}`);
    await mesh.under(rules, async () => {
      const { seen } = await get('one', '/a/x', { 'x-v': '1.2' });
      assert.deepEqual([seen?.backend, seen?.path, seen?.headers['x-by']], ['b', '/b', 'route']);
      assert.notEqual((await get('one', '/ab', { 'x-v': '1' })).seen?.path, '/b');
      assert.equal((await get('one', '/a', {})).status, 200);
      assert.equal((await get('one', '/gone')).status, 500);
      const away = await get('one', '/away');
      assert.deepEqual([away.status, away.headers.location?.includes('away.test')], [301, true]);
      assert.equal((await get('one', '/plain')).seen?.backend, 'b');
      const backends = new Set<string | undefined>();
      for (let i = 0; i < 20; i++) backends.add((await get('one', '/plain', { 'x-v': '1' })).seen?.backend);
      assert.deepEqual([...backends].sort(), ['a', 'b']);
    });
  });

  it('say of the routes of one MeshHTTPRoute alone how long they may take', async () => {
    const rules = route(`- matches: [{path: {type: Exact, value: /}}]
  default: {}`);
    const timeout = policy(
      'MeshTimeout',
      `to: [{targetRef: {kind: MeshHTTPRoute, name: a-name-before-those-of-the-defaults}, default: {http: {requestTimeout: 200ms}}}]`,
    );
    await mesh.under(`${rules}---${timeout}`, async () => {
      assert.equal((await get('one', '/?delay=600')).status, 504);
      assert.equal((await get('one', '/x?delay=600')).status, 200);
    });
  });

  it('share out the connections to a service among others', async () => {
    const rules = policy(
      'MeshTCPRoute',
      `to:
  - targetRef: {kind: MeshService, name: shop}
    rules: [{default: {backendRefs: [{kind: MeshService, name: other, port: 80}]}}]`,
    );
    await mesh.under(rules, async () => {
      for (let i = 0; i < 6; i++) assert.equal((await get('one', '/')).seen?.backend, 'b');
    });
  });

  it('bound what comes in', async () => {
    const limits = policy(
      'MeshRateLimit',
      `targetRef: {kind: Mesh, proxyTypes: [Sidecar]}
rules:
  - default:
      local:
        http:
          requestRate: {num: 1, interval: 1h}
          onRateLimit: {status: 423, headers: {add: [{name: x-limited, value: "yes"}]}}`,
    );
    await mesh.under(limits, async () => {
      // One passes at each of the two that serve it.
      const limited = await answered('one', '/', 423);
      assert.equal(limited.headers['x-limited'], 'yes');
    });
  });

  it('bound how many connections come in', async () => {
    const limits = policy(
      'MeshRateLimit',
      `targetRef: {kind: Dataplane, labels: {app: shop}}
from: [{targetRef: {kind: Mesh}, default: {local: {tcp: {connectionRate: {num: 1, interval: 1h}}}}}]`,
    );
    const retries = policy('MeshRetry', 'to: [{targetRef: {kind: Mesh}, default: {http: {numRetries: 0}}}]');
    await mesh.under(`${limits}---${retries}`, async () => {
      const statuses = [];
      for (let i = 0; i < 6; i++) statuses.push((await get('one', '/')).status);
      for (let i = 0; i < 6; i++) statuses.push((await get('two', '/')).status);
      assert.ok(statuses.includes(503), String(statuses));
    });
  });

  it('make mistakes on purpose', async () => {
    const faults = policy(
      'MeshFaultInjection',
      `targetRef: {kind: Dataplane, labels: {app: shop}}
from:
  - targetRef: {kind: Mesh}
    default:
      http:
        - {delay: {value: 300ms, percentage: 100}}
        - {abort: {httpStatus: 418, percentage: 100}}
  - targetRef: {kind: MeshService, name: somebody}
    default: {http: [{abort: {httpStatus: 419, percentage: 100}}]}`,
    );
    await mesh.under(faults, async () => {
      // Who claims to be somebody else is nobody else. Of the two that serve it, either may be on a connection from before.
      const claimed = { 'x-kuma-tags': '&kuma.io/service=somebody&' };
      const { status, took } = await timed(() => get('one', '/', claimed), 418);
      assert.equal(status, 418);
      assert.ok(took >= 290, `${took} ms`);
    });
  });

  it('keep records of what passed, each side its own, and send spans of it', async () => {
    const told = `127.0.0.1:${upstreams.values.h2}`;
    const logs = policy(
      'MeshAccessLog',
      `to:
  - targetRef: {kind: MeshService, name: shop}
    default:
      backends:
        - type: OpenTelemetry
          openTelemetry:
            endpoint: ${told}
            body: "%KUMA_TRAFFIC_DIRECTION% %KUMA_MESH% %KUMA_SOURCE_SERVICE% %KUMA_DESTINATION_SERVICE% %REQ(:PATH)%"
from:
  - targetRef: {kind: Mesh}
    default:
      backends:
        - {type: OpenTelemetry, openTelemetry: {endpoint: "${told}", attributes: [{key: way, value: "%KUMA_TRAFFIC_DIRECTION% to %KUMA_DESTINATION_SERVICE%"}]}}`,
    );
    const traces = policy(
      'MeshTrace',
      `default:
  backends: [{type: OpenTelemetry, openTelemetry: {endpoint: "${told}"}}]
  tags: [{name: team, literal: shop-team}]`,
    );
    // Connections that are open stay with what held when they were made: a changed cluster makes new ones.
    const fresh = policy('MeshTimeout', 'to: [{targetRef: {kind: Mesh}, default: {connectionTimeout: 4s}}]');
    await mesh.under(`${logs}---${traces}---${fresh}`, async () => {
      for (let i = 0; i < 8; i++) assert.equal((await get('one', '/recorded')).status, 200);
      const { collector } = upstreams;
      await collector.until('logs', 'OUTBOUND default default.one shop /recorded');
      await collector.until('logs', 'INBOUND to s');
      await collector.until('spans', 'shop-team', 'kuma.mesh', '/recorded');
    });
  });

  it('begin with nothing where the mesh says so', async () => {
    const bare = `
type: Mesh
name: default
skipCreatingInitialPolicies: ["*"]
`;
    await mesh.under(bare, async () => assert.equal((await flaky('one')).status, 503));
  });
});
