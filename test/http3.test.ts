import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { get as httpsGet } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { findEnvoy } from '#dataplane';
import { freePort } from '#lib/testing/free-port.ts';
import { type Authority, makeAuthority, type Pair } from './harness/authority.ts';
import { makeKeyPair } from './harness/key-pair.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';
import { startUpstreams, type Upstreams } from './harness/upstreams.ts';

const host = 'shop.test';

// Node speaks no HTTP/3 yet: an Envoy of the test's own does, which is asked in HTTP/1.1 and asks on over QUIC alone.
describe('clients that speak HTTP/3, through a real Envoy', () => {
  let upstreams: Upstreams;
  let gateway: RunningGateway;
  let secure: number;
  let asked: number;
  let client: ReturnType<typeof spawn> | undefined;
  const root = mkdtempSync(join(tmpdir(), 'fairlead-http3-'));
  const pair = makeKeyPair(host);
  let authority: Authority;

  before(async () => {
    upstreams = await startUpstreams();
    authority = makeAuthority();
    secure = await freePort();
    asked = await freePort();
    gateway = await runGateway({ 'gateway.yaml': manifests() });
    client = await startClient();
  });
  after(async () => {
    await stopClient();
    await gateway.close();
    await upstreams.close();
    authority.close();
    rmSync(root, { recursive: true });
  });

  function manifests(): string {
    return `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: any
  listeners:
    - {name: https, protocol: HTTPS, port: ${secure}, hostname: ${host}, tls: {certificateRefs: [{name: pair}]}}
---
apiVersion: v1
kind: Secret
metadata: {name: pair}
type: kubernetes.io/tls
data: {tls.crt: ${pair.certificate}, tls.key: ${pair['private-key']}}
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: ClientTrafficPolicy
metadata: {name: quick}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: edge}]
  http3: {}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: edge}]
  hostnames: [${host}]
  rules:
    - {name: private, matches: [{path: {value: /private}}], backendRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: a}]}
    - backendRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: a}]
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: a}
spec: {endpoints: [{ip: {address: 127.0.0.1, port: ${upstreams.values.a}}}]}
---
apiVersion: v1
kind: Secret
metadata: {name: users}
stringData: {.htpasswd: "alice:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g="}
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: SecurityPolicy
metadata: {name: private}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: shop, sectionName: private}]
  basicAuth: {users: {name: users}}
`;
  }

  async function stopClient(): Promise<void> {
    client?.kill();
    if (client?.exitCode === null) await once(client, 'exit');
  }

  async function startClient(shown?: Pair): Promise<ReturnType<typeof spawn>> {
    const typed = (type: string, fields: object) => ({
      '@type': `type.googleapis.com/envoy.extensions.${type}`,
      ...fields,
    });
    const at = (port_value: number) => ({ socket_address: { address: '127.0.0.1', port_value } });
    const trusted = { inline_string: Buffer.from(pair.certificate, 'base64').toString() };
    const config = {
      static_resources: {
        listeners: [
          {
            address: at(asked),
            filter_chains: [
              {
                filters: [
                  {
                    name: 'http',
                    typed_config: typed('filters.network.http_connection_manager.v3.HttpConnectionManager', {
                      stat_prefix: 'asked',
                      route_config: {
                        virtual_hosts: [
                          {
                            name: 'all',
                            domains: ['*'],
                            routes: [{ match: { prefix: '/' }, route: { cluster: 'quic' } }],
                          },
                        ],
                      },
                      http_filters: [
                        { name: 'router', typed_config: typed('filters.http.router.v3.Router', {}) },
                      ],
                    }),
                  },
                ],
              },
            ],
          },
        ],
        clusters: [
          {
            name: 'quic',
            load_assignment: {
              cluster_name: 'quic',
              endpoints: [{ lb_endpoints: [{ endpoint: { address: at(secure) } }] }],
            },
            transport_socket: {
              name: 'envoy.transport_sockets.quic',
              typed_config: typed('transport_sockets.quic.v3.QuicUpstreamTransport', {
                upstream_tls_context: {
                  sni: host,
                  common_tls_context: {
                    validation_context: { trusted_ca: trusted },
                    ...(shown && {
                      tls_certificates: [
                        {
                          certificate_chain: { inline_string: shown.cert },
                          private_key: { inline_string: shown.key },
                        },
                      ],
                    }),
                  },
                },
              }),
            },
            typed_extension_protocol_options: {
              'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': typed(
                'upstreams.http.v3.HttpProtocolOptions',
                { explicit_http_config: { http3_protocol_options: {} } },
              ),
            },
          },
        ],
      },
    };
    const file = join(root, 'client.json');
    writeFileSync(file, JSON.stringify(config));
    const { path } = await findEnvoy();
    const args = ['-c', file, '--use-dynamic-base-id', '--concurrency', '1', '--log-level', 'info'];
    const running = spawn(path, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    await new Promise<void>((resolve, reject) => {
      running.stderr.on('data', chunk => {
        said += String(chunk);
        if (said.includes('starting main dispatch loop')) resolve();
      });
      running.once('exit', () => reject(new Error(said)));
    });
    return running;
  }

  async function overQuic(path: string, headers = {}): Promise<{ status?: number; body: string }> {
    const [answer] = (await once(
      httpGet({ host: '127.0.0.1', port: asked, path, headers: { host, ...headers }, agent: false }),
      'response',
      { signal: AbortSignal.timeout(10_000) },
    )) as [IncomingMessage];
    const body = await text(answer);
    return { ...(answer.statusCode && { status: answer.statusCode }), body };
  }

  it('are told of it over TCP', async () => {
    const ca = Buffer.from(pair.certificate, 'base64');
    const request = httpsGet({
      ...{ host: '127.0.0.1', port: secure, servername: host, ca, agent: false },
      headers: { host },
    });
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    answer.resume();
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.headers['alt-svc'], `h3=":${secure}"; ma=86400`);
  });

  it('reach the same routes over QUIC', async () => {
    const answer = await overQuic('/cart');
    assert.equal(answer.status, 200);
  });

  it('meet the same policies', async () => {
    assert.equal((await overQuic('/private')).status, 401);
    const authorization = `Basic ${Buffer.from('alice:password').toString('base64')}`;
    assert.equal((await overQuic('/private', { authorization })).status, 200);
  });

  async function ask(clientValidation: string): Promise<void> {
    const { length } = gateway.pushes;
    const certificates = `
  tls: {clientValidation: {${clientValidation}, caCertificateRefs: [{group: "", kind: Secret, name: authority}]}}
  headers: {xForwardedClientCert: {mode: SanitizeSet, certDetailsToAdd: [Subject]}}
---
apiVersion: v1
kind: Secret
metadata: {name: authority}
data: {ca.crt: ${Buffer.from(authority.certificate).toString('base64')}}
`;
    gateway.write('gateway.yaml', manifests().replace('  http3: {}\n', `  http3: {}${certificates}`));
    await gateway.pushedBeyond(length);
    await gateway.settled();
  }

  /** Who has a connection keeps it until it is drained: each is asked on one of its own. */
  async function answerTo(shown?: Pair): ReturnType<typeof overQuic> {
    await stopClient();
    client = await startClient(shown);
    return overQuic('/cart');
  }

  it('are turned away without a certificate where one is asked of them, and with one of nobody who is believed', async () => {
    await ask('optional: false');
    const known = authority.issue('/CN=till', 'DNS:till.test');
    assert.equal((await answerTo(known)).status, 200);
    assert.equal((await answerTo()).status, 503);
    const other = makeAuthority();
    assert.equal((await answerTo(other.issue('/CN=till', 'DNS:till.test'))).status, 503);
    other.close();
  });

  it('must have the name that is asked for', async () => {
    await ask('subjectAltNames: {dnsNames: [{type: Exact, value: till.test}]}');
    assert.equal((await answerTo(authority.issue('/CN=till', 'DNS:till.test'))).status, 200);
    assert.equal((await answerTo(authority.issue('/CN=other', 'DNS:other.test'))).status, 503);
  });

  it('may have none where it is optional, and who they are is told to the backend', async () => {
    await ask('optional: true');
    assert.equal((await answerTo()).status, 200);
    const { body } = await answerTo(authority.issue('/CN=till'));
    assert.match(JSON.parse(body).headers['x-forwarded-client-cert'], /CN=till/);
  });
});
