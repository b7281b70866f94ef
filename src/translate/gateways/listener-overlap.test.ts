import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ListenerState } from './listener.ts';
import { findOverlaps } from './listener-overlap.ts';

interface Written {
  readonly section: string;
  readonly port?: number;
  readonly protocol?: string;
  readonly hostname?: string;
  readonly names?: readonly string[];
  readonly outOfForce?: boolean;
}

/** What is told, by listener: whether names are hosts' or certificates', its own name, and that of which other it overlaps with. */
function told(...written: readonly Written[]): Record<string, string> {
  const listeners = written.map(
    ({ section, port = 443, protocol = 'HTTPS', hostname, outOfForce = false }): ListenerState => ({
      name: section,
      section,
      port,
      protocol,
      ...(hostname === undefined ? {} : { hostname }),
      ...(outOfForce ? {} : { inForce: { kind: 'http', name: section, port } }),
      namespaces: { from: 'Same' },
      kinds: [],
      verdicts: {},
      findings: [],
    }),
  );
  const names = new Map(written.map(w => [w.section, w.names ?? []]));
  const namesOf = ({ section }: ListenerState) => names.get(section) ?? [];
  return Object.fromEntries(
    [...findOverlaps(listeners, namesOf)].map(([{ section }, { reason, message }]) => {
      const [, own, other] = /name (\S+) overlaps with (\S+ of listener \S+):/.exec(message) ?? [];
      return [section, `${reason}: ${own}, ${other}`];
    }),
  );
}

test('listeners of one port whose hostnames cover each other are told so, both', () => {
  assert.deepEqual(
    told(
      { section: 'one', hostname: 'a.shop.test' },
      { section: 'wild', hostname: '*.test' },
      { section: 'apart', hostname: 'shop.example' },
    ),
    {
      one: 'OverlappingHostnames: a.shop.test, *.test of listener wild',
      wild: 'OverlappingHostnames: *.test, a.shop.test of listener one',
    },
  );
  assert.deepEqual(told({ section: 'one', hostname: '*.a.test' }, { section: 'all' }), {
    one: 'OverlappingHostnames: *.a.test, * of listener all',
    all: 'OverlappingHostnames: *, *.a.test of listener one',
  });
});

test('what is under a wildcard is covered, its own domain is not', () => {
  assert.deepEqual(
    told({ section: 'a', hostname: 'shop.test' }, { section: 'b', hostname: '*.shop.test' }),
    {},
  );
});

test('certificates overlap where hostnames do not, and are what is told where both do', () => {
  const names = ['a.test', 'b.test'];
  assert.deepEqual(
    told(
      { section: 'a', hostname: 'a.test', names },
      { section: 'b', hostname: 'b.test', names: ['b.test'] },
    ),
    {
      a: 'OverlappingCertificates: b.test, b.test of listener b',
      b: 'OverlappingCertificates: b.test, b.test of listener a',
    },
  );
  assert.match(
    told({ section: 'a', hostname: '*.test', names }, { section: 'b', hostname: 'b.test', names }).a ?? '',
    /^OverlappingCertificates/,
  );
});

test('only listeners that end TLS for HTTP on one port, and are in force, can be mistaken for each other', () => {
  const hostname = 'a.test';
  assert.deepEqual(told({ section: 'a', hostname }, { section: 'b', hostname, port: 444 }), {});
  assert.deepEqual(told({ section: 'a', hostname }, { section: 'b', hostname, protocol: 'HTTP' }), {});
  assert.deepEqual(told({ section: 'a', hostname }, { section: 'b', hostname, outOfForce: true }), {});
});

test('a name that thousands have is found in no time', () => {
  const many = Array.from({ length: 4_000 }, (_, i) => ({
    section: `l${i}`,
    hostname: `h${i}.test`,
    names: ['*.test'],
  }));
  assert.equal(Object.keys(told(...many)).length, many.length);
});
