import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeKeyPair } from '../harness/key-pair.ts';
import type { Reply, Request } from '../tproxy/actor-protocol.ts';
import { cannotRunWith } from '../tproxy/rights.ts';
import { inMeshLab, type MeshLab, meshAddress } from './lab.ts';
import { shopService } from './shop-mesh.ts';

// What a captured workload may call that is nobody's of its mesh. Two machines outside serve alike; names lead to `outside`.

const machines = ['client', 'shop', 'outside', 'elsewhere'] as const;
const outside = meshAddress(2);
const elsewhere = meshAddress(3);
const shop = '241.0.0.1';
const dataplane = (name: 'client' | 'shop') => `
type: Dataplane
mesh: default
name: ${name}
labels: {app: ${name}}
networking:
  address: ${meshAddress(machines.indexOf(name))}
  inbound: [{name: web, port: 8080, protocol: http}]
  transparentProxying: {redirectPortInbound: 15006, redirectPortOutbound: 15001, ipFamilyMode: IPv4}
`;
const files = {
  'client.yaml': dataplane('client'),
  'shop.yaml': dataplane('shop'),
  'service.yaml': `${shopService}status: {vips: [{ip: ${shop}}]}
`,
};
const ports = { web: 8080, also: 8081, http2: 8082, tls: 8443, greeting: 3306 } as const;

async function serve(lab: MeshLab, name: 'outside' | 'elsewhere'): Promise<void> {
  const pair = makeKeyPair('allowed.test');
  const pem = (text: string) => Buffer.from(text, 'base64').toString();
  const at = (port: number) => ({ name, host: '0.0.0.0', port });
  const served: readonly Request[] = [
    { kind: 'serve-http', ...at(ports.web) },
    { kind: 'serve-http', ...at(ports.also) },
    { kind: 'serve-http2', ...at(ports.http2) },
    { kind: 'serve-greeting', ...at(ports.greeting) },
    {
      kind: 'serve-tls',
      ...at(ports.tls),
      key: pem(pair['private-key']),
      certificate: pem(pair.certificate),
    },
  ];
  for (const one of served) assert.equal((await lab.ask(name, one)).error, undefined);
}

test('what is not a service passes where it matches', {
  skip: cannotRunWith('nftables') ?? false,
}, async t => {
  await inMeshLab(machines, files, async lab => {
    await lab.resolve(outside);
    await serve(lab, 'outside');
    await serve(lab, 'elsewhere');
    await lab.capture('client');
    await lab.capture('shop');

    const ask = (request: Request) => lab.ask('client', request);
    const web = (host: string, port: number, name = host) =>
      ask({ kind: 'http', host, port, headers: { host: name } });
    const tls = (host: string, serverName: string, port: number = ports.tls) =>
      ask({ kind: 'tls', host, port, serverName });
    const server = async (reply: Promise<Reply>) => {
      const { body, text, error, status } = await reply;
      if (text !== undefined) return text;
      if (error !== undefined) return isRefusal(error) ? 'refused' : error;
      return status === 200 ? nameIn(body ?? '') : String(status);
    };
    const under = async (...matches: readonly string[]) => {
      lab.write(
        'passthrough.yaml',
        `
type: MeshPassthrough
mesh: default
name: some
spec:
  targetRef: {kind: Dataplane, name: client}
  default:
    passthroughMode: Matched
    appendMatch: [${matches.join(', ')}]
`,
      );
      await lab.settled();
    };

    await t.test('nothing where nothing is said to, and services of the mesh all the same', async () => {
      await under();
      assert.equal(await server(web(outside, ports.web)), 'refused');
      assert.equal(await server(tls(outside, 'allowed.test')), 'refused');
      assert.equal(await server(web(shop, 80)), 'shop');
    });

    await t.test('by address, at a port or at all', async () => {
      await under(
        `{type: IP, value: ${outside}, port: ${ports.web}}`,
        `{type: CIDR, value: ${elsewhere}/32}`,
      );
      assert.equal(await server(web(outside, ports.web)), 'outside');
      assert.equal(await server(web(outside, ports.also)), 'refused');
      // The same port is meant by one of the two that says no port.
      assert.equal(await server(web(elsewhere, ports.web)), 'elsewhere');
      assert.equal(await server(web(elsewhere, ports.also)), 'elsewhere');
      assert.equal(await server(tls(elsewhere, 'any.test')), 'elsewhere as any.test');
      assert.equal(await server(web(shop, 80)), 'shop');
      assert.equal(await server(web('241.9.9.9', ports.web)), 'refused');
    });

    await t.test('by address and what is spoken', async () => {
      await under(
        `{type: IP, value: ${outside}, port: ${ports.tls}, protocol: tls}`,
        `{type: IP, value: ${outside}, port: ${ports.web}, protocol: http}`,
        `{type: IP, value: ${outside}, port: ${ports.http2}, protocol: grpc}`,
        `{type: IP, value: ${outside}, port: ${ports.greeting}, protocol: mysql}`,
      );
      assert.equal(await server(tls(outside, 'any.test')), 'outside as any.test');
      assert.equal(await server(web(outside, ports.tls)), 'refused');
      assert.equal(await server(web(outside, ports.web)), 'outside');
      assert.equal(await server(tls(outside, 'any.test', ports.web)), 'refused');
      const http2 = (port: number) => ask({ kind: 'http2', host: outside, port, authority: 'any.test' });
      assert.equal(await server(http2(ports.http2)), 'outside');
      assert.equal(await server(http2(ports.web)), 'refused');
      assert.equal(await server(ask({ kind: 'greeting', host: outside, port: ports.greeting })), 'outside');
    });

    await t.test('by the name that TLS asks for, and to nobody else who is called by it', async () => {
      await under(
        `{type: Domain, value: allowed.test, protocol: tls, port: ${ports.tls}}`,
        '{type: Domain, value: "*.wide.test", protocol: tls}',
      );
      assert.equal(await server(tls(outside, 'allowed.test')), 'outside as allowed.test');
      assert.equal(await server(tls(elsewhere, 'allowed.test')), 'outside as allowed.test');
      assert.equal(await server(tls(outside, 'a.wide.test')), 'outside as a.wide.test');
      assert.equal(await server(tls(outside, 'wide.test')), 'refused');
      assert.equal(await server(tls(outside, 'not-allowed.test')), 'refused');
      assert.equal(await server(web(outside, ports.tls, 'allowed.test')), 'refused');
    });

    await t.test('by the host that requests name, at the port that is meant', async () => {
      await under(
        `{type: Domain, value: allowed.test, protocol: http, port: ${ports.web}}`,
        `{type: Domain, value: "*.wide.test", protocol: http, port: ${ports.web}}`,
        `{type: Domain, value: anywhere.test, protocol: http}`,
        `{type: Domain, value: allowed.test, protocol: http2, port: ${ports.http2}}`,
      );
      const named = (name: string, host = outside) => server(web(host, ports.web, `${name}:${ports.web}`));
      assert.equal(await named('allowed.test'), 'outside');
      assert.equal(await named('allowed.test', elsewhere), 'outside');
      assert.equal(await named('a.wide.test'), 'outside');
      assert.equal(await named('other.test'), '404');
      assert.equal(await server(web(outside, ports.web, `allowed.test:${ports.also}`)), '404');
      assert.equal(await server(web(outside, ports.also, `allowed.test:${ports.also}`)), '404');
      assert.equal(await server(web(outside, ports.also, `anywhere.test:${ports.also}`)), 'outside');
      assert.equal(await named('anywhere.test'), 'outside');
      const http2 = { kind: 'http2', host: elsewhere, port: ports.http2 } as const;
      assert.equal(await server(ask({ ...http2, authority: `allowed.test:${ports.http2}` })), 'outside');
      assert.equal(await server(ask({ ...http2, authority: `other.test:${ports.http2}` })), '404');
    });

    await t.test('who waits for the first word of a server is not kept waiting elsewhere', async () => {
      await under(
        `{type: Domain, value: allowed.test, protocol: tls, port: ${ports.tls}}`,
        `{type: IP, value: ${outside}}`,
      );
      const start = Date.now();
      assert.equal(await server(ask({ kind: 'greeting', host: outside, port: ports.greeting })), 'outside');
      assert.ok(Date.now() - start < 900, 'no inspector waits for what the client says');
    });
  });
});

function isRefusal(error: string): boolean {
  return /ECONNRESET|hang up|closed|disconnected/.test(error);
}

function nameIn(body: string): string {
  return body.startsWith('{') ? (JSON.parse(body) as { server: string }).server : body;
}
