import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '#lib/testing/free-port.ts';
import { ask } from './harness/client.ts';
import { gatewayOn, route } from './harness/manifests.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';
import { startUpstreams, type Upstreams } from './harness/upstreams.ts';

const kinds = ['ip', 'fqdn', 'unix'] as const;
type Kind = (typeof kinds)[number];
/** Which upstream is behind an address of each kind. */
const behind: Readonly<Record<Kind, string>> = { ip: 'a', fqdn: 'b', unix: 'unix' };

/** Every set of kinds but the empty one. */
const mixtures: readonly (readonly Kind[])[] = Array.from({ length: 7 }, (_, i) =>
  kinds.filter((_, bit) => ((i + 1) >> bit) % 2 === 1),
);
const pairs = kinds.flatMap(down => kinds.map(spare => [down, spare] as const));
const nameOf = (mixture: readonly Kind[]) => mixture.join('-');

describe('addresses, names and unix sockets keep every promise, however they are mixed, through a real Envoy', () => {
  let upstreams: Upstreams;
  let gateway: RunningGateway;
  let plain: number;

  before(async () => {
    upstreams = await startUpstreams();
    plain = await freePort();
    const nobody = await freePort();
    const endpoint = (kind: Kind, isUp: boolean) => {
      const port = isUp ? upstreams.values[behind[kind]] : nobody;
      const socket = `${upstreams.values['socket-directory']}/${isUp ? 'unix' : 'nobody'}.sock`;
      return {
        ip: `{ip: 127.0.0.1, port: ${port}}`,
        fqdn: `{fqdn: localhost, port: ${port}}`,
        unix: `{unix: ${socket}}`,
      }[kind];
    };
    const backend = (name: string, endpoints: readonly string[], more = '') => `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: ${name}}
spec: {endpoints: [${endpoints.join(', ')}]${more}}
---`;
    const fallback = (name: string) =>
      `, fallback: {backendRef: {group: gateway.envoyproxy.io, kind: Backend, name: ${name}}}`;
    const rule = (path: string, ...refs: readonly string[]) =>
      `    - {matches: [{path: {value: /${path}}}], backendRefs: [${refs
        .map(ref => `{group: gateway.envoyproxy.io, kind: Backend, name: ${ref}}`)
        .join(', ')}]}`;
    const up = mixtures.map(mixture =>
      backend(
        `up-${nameOf(mixture)}`,
        mixture.map(kind => endpoint(kind, true)),
      ),
    );
    // Each has somebody who is well, and somebody of the same kind who is not there.
    const half = mixtures.map(mixture =>
      backend(
        `half-${nameOf(mixture)}`,
        mixture.flatMap(kind => [endpoint(kind, true), endpoint(kind, false)]),
      ),
    );
    const asked = mixtures.map(
      mixture => `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: BackendTrafficPolicy
metadata: {name: half-${nameOf(mixture)}}
spec:
  targetRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: half-${nameOf(mixture)}}]
  healthCheck: {active: {type: HTTP, timeout: 1s, interval: 1s, unhealthyThreshold: 1, http: {path: /}}, panicThreshold: 0}
---`,
    );
    const down = pairs.map(([kind, spare]) =>
      backend(`down-${kind}-${spare}`, [endpoint(kind, false)], fallback(`up-${spare}`)),
    );
    const rules = [
      ...mixtures.map(mixture => rule(`up-${nameOf(mixture)}/`, `up-${nameOf(mixture)}`)),
      ...mixtures.map(mixture => rule(`half-${nameOf(mixture)}/`, `half-${nameOf(mixture)}`)),
      ...pairs.map(([kind, spare]) => rule(`down-${kind}-${spare}/`, `down-${kind}-${spare}`)),
    ];
    // A route has 16 rules at most.
    const routes = [rules.slice(0, 12), rules.slice(12)].map((some, i) =>
      route(`r${i}`, 'mixed.test', ...some),
    );
    const weighted = pairs.map(
      ([one, other]) => `
    - matches: [{path: {value: /weights-${one}-${other}/}}]
      backendRefs:
        - {group: gateway.envoyproxy.io, kind: Backend, name: up-${one}, weight: 1}
        - {group: gateway.envoyproxy.io, kind: Backend, name: up-${other}, weight: 3}`,
    );
    gateway = await runGateway({
      'gateway.yaml': gatewayOn(plain),
      'backends.yaml': [...up, ...half, ...asked, ...down].join(''),
      'routes.yaml': [...routes, route('weights', 'mixed.test', ...weighted)].join('---'),
    });
  });
  after(async () => {
    await gateway.close();
    await upstreams.close();
  });

  /** How many of so many requests each upstream answered, or what status came instead. */
  const shares = async (path: string, count: number) => {
    const found = new Map<string, number>();
    for (let i = 0; i < count; i++) {
      const { status, seen } = await ask({ plain, secure: 0 }, { host: 'mixed.test', path: `/${path}/` });
      const who = seen?.backend ?? String(status);
      found.set(who, (found.get(who) ?? 0) + 1);
    }
    return found;
  };
  const who = (mixture: readonly Kind[]) => mixture.map(kind => behind[kind]).sort();
  const about = (found: ReadonlyMap<string, number>, upstream: string, percent: number, of: number) => {
    const share = ((found.get(upstream) ?? 0) * 100) / of;
    assert.ok(Math.abs(share - percent) <= 20, `${upstream} got ${share} %, not about ${percent} %`);
  };

  for (const mixture of mixtures) {
    it(`${nameOf(mixture)} share alike`, async () => {
      const found = await shares(`up-${nameOf(mixture)}`, 60);
      assert.deepEqual([...found.keys()].sort(), who(mixture));
      for (const upstream of who(mixture)) about(found, upstream, 100 / mixture.length, 60);
    });

    it(`${nameOf(mixture)}: who fails a health check that a policy on the Backend asks for gets nothing`, async () => {
      const path = `half-${nameOf(mixture)}`;
      // A name that was only now looked up has its first check still before it.
      const deadline = Date.now() + 5_000;
      while ((await shares(path, 10)).size < mixture.length && Date.now() < deadline) await pause(50);
      const found = await shares(path, 40);
      assert.deepEqual([...found.keys()].sort(), who(mixture));
    });
  }

  for (const [down, spare] of pairs) {
    it(`${spare} takes over from ${down} without losing a request`, async () => {
      assert.deepEqual([...(await shares(`down-${down}-${spare}`, 20)).keys()], [behind[spare]]);
    });

    it(`${down} and ${spare} in one rule share by weight`, async () => {
      const found = await shares(`weights-${down}-${spare}`, 80);
      if (down === spare) assert.deepEqual([...found.keys()], [behind[down]]);
      else about(found, behind[spare], 75, 80);
    });
  }
});
