import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import yaml from 'js-yaml';
import { renderProxy } from '#envoy/printing';
import { freePort } from '#lib/testing/free-port.ts';
import type { AddressPolicy } from '#translate';
import { DnsServer } from '../src/discovery/testing/dns-server.ts';
import { resourcesByProxy } from '../src/main/evaluation.ts';
import { documentsIn, handFed } from '../src/main/testing/hand-fed.ts';
import { type Case, cases, type Exchange, fill, fixedValues } from './harness/cases.ts';
import { ask } from './harness/client.ts';
import { asking } from './harness/dns.ts';
import { ownMachine } from './harness/evaluation.ts';
import { makeKeyPair } from './harness/key-pair.ts';
import { writePlaces } from './harness/places.ts';
import { runGateway } from './harness/running-gateway.ts';

// Whoever may write a Backend must not reach what listens on the proxy's own machine, Envoy's admin port above all. So every
// story is told again with every address in it, of Backends, Services and hosts that are called by name, leading there, in each
// of the ways in which that can be written. What refers to them is whatever the stories have, and `read-fields.test.ts` sees to it
// that they have every field there is: a new referrer is covered by its story.

type Json = Readonly<Record<string, unknown>>;

/** Ways to name this machine, and the cloud's metadata. */
const addresses = [
  '127.0.0.1',
  '127.8.7.6',
  '0.0.0.0',
  '::1',
  '::',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '169.254.169.254',
];
const hosts = [
  'localhost',
  'localhost.',
  'LocalHost',
  'api.localhost',
  'localhost.localdomain',
  'ip6-loopback',
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f.1',
  '0177.0.0.1',
];
/** Names that nobody can tell anything from, until they are looked up. */
const leading = {
  'v4.evil.test': ['127.0.0.1', '127.8.7.6', '0.0.0.0'],
  'v6.evil.test': ['::1', '::ffff:7f00:1'],
};

const forms: readonly ((port: number) => Json)[] = [
  ...addresses.map(address => (port: number) => ({ ip: { address, port } })),
  ...[...hosts, ...Object.keys(leading)].map(hostname => (port: number) => ({ fqdn: { hostname, port } })),
  () => ({ srv: { name: '_http._tcp.evil.test' } }),
];

const nothing: AddressPolicy = {
  ...ownMachine,
  allowed: new Set(),
  checksNames: true,
  socketDirectories: [],
};

/** Deals forms out, each time the next one. */
function dealing(start: number) {
  let next = start;
  return <F>(all: readonly F[]): F => all[next++ % all.length] as F;
}

/** misled is a document with every address in it leading to a port of the proxy's own machine. */
function misled(document: unknown, port: number, deal: ReturnType<typeof dealing>): unknown {
  const { kind, spec, ...rest } = document as { readonly kind: string; readonly spec?: Json };
  switch (kind) {
    case 'Backend': {
      if (spec?.type === 'DynamicResolver') return document;
      const { addresses: _, ...others } = spec ?? {};
      return { ...rest, kind, spec: { ...others, endpoints: [deal(forms)(port)] } };
    }
    case 'EndpointSlice':
      return {
        ...rest,
        kind,
        addressType: 'IPv4',
        endpoints: [{ addresses: [deal(addresses)] }],
        ports: [{ name: '', port }],
      };
    case 'Service':
      return { ...rest, kind, spec: { ...spec, clusterIP: deal(addresses), clusterIPs: [deal(addresses)] } };
    case 'Gateway':
    case 'GatewayClass':
      return document;
    default:
      return spec === undefined ? document : { ...rest, kind, spec: withHosts(spec) };
  }

  /** Hosts that are called by their names: in addresses of the web, and beside a port. */
  function withHosts(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(withHosts);
    if (typeof value === 'string') {
      const host = deal([...hosts, ...Object.keys(leading)]);
      return value.replace(/^(https?):\/\/[^/]+(?=\/)/, `$1://${host}:${port}`);
    }
    if (typeof value !== 'object' || value === null) return value;
    const inner = Object.fromEntries(Object.entries(value).map(([name, v]) => [name, withHosts(v)]));
    return typeof inner.host === 'string' && typeof inner.port === 'number'
      ? { ...inner, host: deal(hosts), port }
      : inner;
  }
}

const textOf = (documents: readonly unknown[]) => documents.map(d => yaml.dump(d)).join('\n---\n');

/** Stories, and what else there is to write. */
const told = [
  ...cases(),
  {
    name: 'every field',
    input: readFileSync(new URL('./read-fields.yaml', import.meta.url), 'utf8'),
    exchanges: [],
  },
];

describe('whatever refers to it, no address of the proxy itself is sent to a proxy', () => {
  const port = 9901;
  const values = { ...fixedValues, ...makeKeyPair() };
  for (const { name, input } of told) {
    it(name, () => {
      for (let start = 0; start < forms.length; start += 3) {
        const { put, pipeline } = handFed(nothing);
        const deal = dealing(start);
        put(textOf(documentsIn(fill(input, values)).map(d => misled(d, port, deal))));
        for (const [, resources] of resourcesByProxy(pipeline)) {
          const sent = JSON.stringify(renderProxy(resources));
          assert.doesNotMatch(sent, new RegExp(`"portValue":${port}\\b`), `beginning with form ${start}`);
        }
      }
    });
  }
});

describe('whatever refers to it, a real Envoy connects to nothing on its own machine', () => {
  let admin: Server;
  let dns: DnsServer;
  let connections = 0;
  /** What proxies look into is there. */
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-places-'));
  let port: number;
  before(async () => {
    writePlaces(folder);
    // On every address there is, as an admin interface may be.
    admin = createServer(socket => {
      connections++;
      socket.destroy();
    }).listen(0, '::');
    await once(admin, 'listening');
    port = (admin.address() as AddressInfo).port;
    dns = await DnsServer.start();
    for (const [name, found] of Object.entries(leading)) dns.zone[name] = { addresses: found, ttl: 1 };
    const services = Object.keys(leading).map(target => ({ target, port }));
    dns.zone['_http._tcp.evil.test'] = { services, ttl: 1 };
  });
  after(async () => {
    admin.close();
    await dns.stop();
    rmSync(folder, { recursive: true });
  });

  for (const [start, story] of cases().entries()) {
    if (story.exchanges.length === 0) continue;
    it(story.name, () => tell(story, start));
  }

  async function tell({ input, exchanges }: Case, start: number): Promise<void> {
    const ports = { plain: await freePort(), secure: await freePort() };
    const own = { gateway: ports.plain, secure: ports.secure };
    const tcp = { 'tcp-1': await freePort(), 'tcp-2': await freePort(), 'tcp-3': await freePort() };
    const values = { ...fixedValues, ...makeKeyPair(), ...own, ...tcp, 'socket-directory': folder };
    const deal = dealing(start * 5);
    const documents = documentsIn(fill(input, values)).map(d => misled(d, port, deal));
    const before = connections;
    const gateway = await runGateway({ 'story.yaml': textOf(documents) }, nothing, {
      discoveries: asking(dns),
      dnsServers: [dns.address],
    });
    try {
      const seen = new Set<string>();
      for (const exchange of exchanges) {
        const { request } = JSON.parse(fill(JSON.stringify(exchange), values)) as Exchange;
        const text = JSON.stringify(request);
        if (request.udp === true || seen.has(text)) continue;
        seen.add(text);
        await ask(ports, request);
      }
      assert.equal(connections - before, 0);
    } finally {
      await gateway.close();
    }
  }
});
