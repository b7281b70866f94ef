import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { intersectHostnames } from '#lib/hostname.ts';
import { type Attachment, bySeniority, type Route } from '#model';
import { evaluate } from './harness/evaluation.ts';

const gateway = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: fairlead
  listeners:
    - {name: http, protocol: HTTP, port: 8080}
    - {name: tcp, protocol: TCP, port: 8081}
    - {name: tls, protocol: TLS, port: 8082, tls: {mode: Passthrough}}
`;

interface Written {
  readonly kind: 'HTTPRoute' | 'GRPCRoute' | 'TCPRoute' | 'TLSRoute';
  readonly name: string;
  readonly day: number | undefined;
  readonly hosts: readonly string[];
}

const anyRoutes: fc.Arbitrary<Written[]> = fc.uniqueArray(
  fc.record({
    kind: fc.constantFrom(
      'HTTPRoute' as const,
      'GRPCRoute' as const,
      'TCPRoute' as const,
      'TLSRoute' as const,
    ),
    name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    day: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
    hosts: fc.uniqueArray(fc.constantFrom('*.test', 'a.test', 'x.a.test', '*.a.test', 'other.org'), {
      maxLength: 2,
    }),
  }),
  { selector: ({ kind, name }) => `${kind}/${name}`, maxLength: 10 },
);

function document({ kind, name, day, hosts }: Written): string {
  const created = day === undefined ? '' : `, creationTimestamp: "2025-01-0${day}T00:00:00Z"`;
  const hostnames = kind === 'TCPRoute' || hosts.length === 0 ? '' : `hostnames: ${JSON.stringify(hosts)}, `;
  return `
apiVersion: gateway.networking.k8s.io/v1
kind: ${kind}
metadata: {name: ${name}${created}}
spec: {parentRefs: [{name: edge}], ${hostnames}rules: [{backendRefs: [{name: web, port: 80}]}]}
`;
}

/** Attachments of the routes that were written, by kind, which are accepted, and which are told that another goes before them. */
function settled(routes: readonly Written[]) {
  const { pipeline } = evaluate([gateway, ...routes.map(document)].join('---'));
  const { attachments, reports } = pipeline.translation;
  const served = [...attachments.entries()].map(([, attachment]) => attachment);
  const accepted = (key: string) => {
    const outcome = reports.get(key)?.outcome;
    return outcome?.kind === 'route' && outcome.parents.every(p => p.verdicts.Accepted?.holds === true);
  };
  const told = (key: string) =>
    reports.get(key)?.findings.some(({ path }) => path === 'spec.parentRefs[0]') === true;
  return { served, accepted, told };
}

const kindOf = ({ origin }: Route) => origin.split('/')[1];
const domainOf = (a: Attachment) => (a.kind === 'udp' ? '*' : a.domain);

describe('routes that cannot both be served at a listener', () => {
  it('are never of two kinds at hostnames that overlap, and never two for the same connections', () => {
    fc.assert(
      fc.property(anyRoutes, routes => {
        const { served } = settled(routes);
        for (const a of served) {
          for (const b of served) {
            if (a.kind !== b.kind || a.route === undefined || b.route === undefined || a.route === b.route)
              continue;
            if (a.kind === 'tcp') {
              const isSame = a.listener === b.listener && domainOf(a) === domainOf(b);
              assert.ok(!isSame, `${a.route.origin} beside ${b.route.origin}`);
              continue;
            }
            const overlap = intersectHostnames(domainOf(a), domainOf(b)) !== undefined;
            assert.ok(
              !overlap || kindOf(a.route) === kindOf(b.route),
              `${a.route.origin} beside ${b.route.origin}`,
            );
          }
        }
      }),
    );
  });

  it('are told so wherever they are not served; the first by age and name always is', () => {
    fc.assert(
      fc.property(anyRoutes, routes => {
        const { served, accepted, told } = settled(routes);
        const all = routes.map(({ kind, name, day, hosts }) => ({
          kind,
          origin: `gateway.networking.k8s.io/${kind}/local/default/${name}`,
          created: day === undefined ? '' : `2025-01-0${day}T00:00:00Z`,
          wanted: kind === 'TCPRoute' ? 1 : Math.max(1, hosts.length),
        }));
        for (const { kind, origin, wanted } of all) {
          const places = served.filter(a => a.route?.origin === origin).length;
          assert.equal(told(origin), places < wanted, origin);
          // Routes that connections are lost by are accepted all the same.
          const isAccepted = places > 0 || kind === 'TCPRoute' || kind === 'TLSRoute';
          assert.equal(accepted(origin), isAccepted, origin);
        }
        const first = all.find(one => all.every(other => other === one || bySeniority(one, other) < 0));
        if (first !== undefined) assert.ok(!told(first.origin), `${first.origin} goes before all others`);
      }),
    );
  });
});
