import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '#lib/testing/free-port.ts';
import { shop as template } from './testing/manifests.ts';
import { makeWorkplace, type Running, succeeded, type Workplace } from './testing/workplace.ts';

const envoyProgram =
  process.env.FAIRLEAD_ENVOY ??
  fileURLToPath(new URL('../../.cache/envoy/envoy/_bin/envoy', import.meta.url));

const token = 'a-token-for-the-rest-api';

interface ShownProxy {
  readonly id: number;
  readonly node: string;
  readonly view: string;
  readonly state: string;
}

/** serve as on a machine that others can reach: certificates both ways for Envoys, a token for people. */
describe('fairlead serve, with Envoys that must prove who they are', () => {
  let place: Workplace;
  let server: Running;
  let xdsPort: number;
  let api: string;
  let file: string;
  let shop: string;
  let port: number;
  const envoys = new Set<ChildProcess>();

  before(async () => {
    assert.ok(existsSync(envoyProgram), `${envoyProgram} is missing: npm run setup`);
    place = await makeWorkplace();
    makeCertificates(place.directory);
    place.write('tokens', `${token}\n`);
    port = await freePort();
    shop = template
      .replace('gatewayClassName: edge', 'gatewayClassName: edge\n  addresses: [{value: 127.0.0.1}]')
      .replace('port: 8080', `port: ${port}`);
    file = place.write('shop/shop.yaml', shop);
    server = place.start([
      ...['serve', '-f', 'shop', '--xds', '0.0.0.0:0', '--api', '0.0.0.0:0', '--api-token-file', 'tokens'],
      ...['--xds-tls-cert', 'server.crt', '--xds-tls-key', 'server.key', '--xds-tls-client-ca', 'ca.crt'],
      ...['--api-tls-cert', 'server.crt', '--api-tls-key', 'server.key'],
    ]);
    const [, xds, rest] = await server.says(
      /serving xDS on 0\.0\.0\.0:(\d+) and REST on https:\/\/0\.0\.0\.0:(\d+)/,
    );
    xdsPort = Number(xds);
    api = `https://127.0.0.1:${rest}`;
  });
  after(async () => {
    for (const envoy of envoys) {
      if (envoy.exitCode !== null || envoy.signalCode !== null) continue;
      envoy.kill('SIGKILL');
      await once(envoy, 'close');
    }
    await place.close();
  });

  function startEnvoy(node: string, view: string, certificate: string | undefined): ChildProcess {
    const config = place.write(
      `${node}.json`,
      JSON.stringify(bootstrap(place.directory, node, view, xdsPort, certificate)),
    );
    const envoy = spawn(
      envoyProgram,
      ['-c', config, '--use-dynamic-base-id', '--concurrency', '1', '-l', 'off'],
      { stdio: 'ignore' },
    );
    envoys.add(envoy);
    return envoy;
  }

  async function proxies(): Promise<readonly ShownProxy[]> {
    const said = await ask(`${api}/v1/proxies`, readFileSync(join(place.directory, 'ca.crt'), 'utf8'));
    return (JSON.parse(said) as { items: ShownProxy[] }).items;
  }

  async function until(found: (proxies: readonly ShownProxy[]) => boolean): Promise<readonly ShownProxy[]> {
    for (const end = Date.now() + 20_000; Date.now() < end; await pause(20)) {
      const now = await proxies();
      if (found(now)) return now;
    }
    throw new Error(`it did not come to that: ${JSON.stringify(await proxies())}`);
  }

  it('takes an Envoy whose certificate the authority signed, and none without', async () => {
    startEnvoy('stranger', 'default/web', undefined);
    startEnvoy('impostor', 'default/web', 'impostor');
    startEnvoy('trusted', 'default/web', 'trusted');
    const found = await until(list =>
      list.some(({ node, state }) => node === 'trusted' && state === 'up-to-date'),
    );
    assert.deepEqual(
      found.map(({ node }) => node),
      ['trusted'],
    );
  });

  it('shows a proxy that asks for what does not exist as waiting', async () => {
    startEnvoy('early', 'default/later', 'trusted');
    await until(list => list.some(({ node, state }) => node === 'early' && state === 'waiting'));
    await server.says(/· proxy early asks for default\/later, which does not exist \(yet\): it waits/);
    writeFileSync(
      file,
      `${shop}---\n${shop
        .split('---\n')[1]
        ?.replace('name: web', 'name: later')
        .replace(String(port), String(await freePort()))}`,
    );
    await until(list => list.some(({ node, state }) => node === 'early' && state === 'up-to-date'));
    writeFileSync(file, shop);
    await server.says(/- gateway\/default\/later/);
  });

  it('tells of proxies that come and go', async () => {
    const envoy = startEnvoy('passing', 'default/web', 'trusted');
    await server.says(/\+ proxy passing \(default\/web, Envoy 1\.\d+\.\d+\) connected\n/);
    envoy.kill('SIGKILL');
    await server.says(/- proxy passing \(default\/web, Envoy 1\.\d+\.\d+\) disconnected\n/);
  });

  it('tells of each change how much went to how many proxies, and how long it took', async () => {
    await until(list => list.some(({ node, state }) => node === 'trusted' && state === 'up-to-date'));
    writeFileSync(file, shop.replace('weight: 3', 'weight: 8'));
    await server.says(
      /~ httproute\/default\/shop \(shop\/shop\.yaml:\d+\) → 1 virtual host, [\d.]+ k?B to 1 proxy, acknowledged in [\d.]+ ms/,
    );
    writeFileSync(
      file,
      shop.replace('weight: 3', 'weight: 8').replace('address: 10.0.0.1', 'address: 10.0.0.2'),
    );
    await server.says(
      /~ backend\/default\/cart .* → 1 endpoint assignment, \d+ B to 1 proxy, acknowledged in/,
    );
  });

  it('shows people what is connected, with a token and the authority', async () => {
    const env = { FAIRLEAD_TOKEN: token, NODE_EXTRA_CA_CERTS: join(place.directory, 'ca.crt') };
    const table = succeeded(await place.run(['get', 'proxies', '--api', api], { env }));
    assert.match(table, /^ID +NODE +VIEW +STATE +MODE +ENVOY +SINCE +REJECTED$/m);
    assert.match(table, /^\d+ +trusted +default\/web +up-to-date +delta +1\.\d+\.\d+ +\d+s$/m);
    assert.doesNotMatch(table, /stranger|impostor/);
    const gateway = succeeded(await place.run(['explain', 'gateway/web', '--api', api], { env }));
    assert.match(gateway, /proxy default\/web: 1 connected/);
    const metrics = await ask(`${api}/metrics`, readFileSync(join(place.directory, 'ca.crt'), 'utf8'));
    assert.match(metrics, /^fairlead_pushes_total\{type="virtualHost"\} [1-9]/m);
    assert.match(metrics, /^fairlead_proxies\{state="up-to-date"\} [1-9]/m);
  });

  it('takes up renewed certificates and another authority, and keeps the streams that are open', async () => {
    const inUse = (list: readonly ShownProxy[], node: string) =>
      list.find(one => one.node === node && one.state === 'up-to-date')?.id;
    const before = inUse(await until(list => inUse(list, 'trusted') !== undefined), 'trusted');
    const renewed = join(place.directory, 'renewed');
    mkdirSync(renewed);
    makeCertificates(renewed);
    writeFileSync(join(place.directory, 'server.key'), 'half of it');
    await server.says(
      /server\.crt and server\.key and ca\.crt cannot be used: .*; what was read before stays/,
    );
    for (const name of ['server.key', 'server.crt', 'ca.crt', 'trusted.key', 'trusted.crt'])
      renameSync(join(renewed, name), join(place.directory, name));
    // Once for xDS, once for REST, whose clients need the new authority from now on.
    await server.says(/(renewed certificate of server\.crt[\s\S]*){2}/);
    startEnvoy('newcomer', 'default/web', 'trusted');
    await until(list => inUse(list, 'newcomer') !== undefined);
    writeFileSync(file, shop.replace('weight: 3', 'weight: 9'));
    await server.says(/~ httproute\/default\/shop .* to 2 proxies, acknowledged in/);
    assert.equal(inUse(await proxies(), 'trusted'), before);
  });
});

function ask(url: string, ca: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { ca, agent: false, headers: { authorization: `Bearer ${token}` } };
    https
      .get(url, options, response => {
        let text = '';
        response.setEncoding('utf8').on('data', chunk => {
          text += chunk;
        });
        response.on('end', () => resolve(text));
      })
      .on('error', reject);
  });
}

/** An authority, a server that it signed, a client that it signed, and a client that signed itself. */
function makeCertificates(directory: string): void {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: directory, stdio: 'pipe' });
  const request = (name: string) => [
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    `${name}.key`,
    '-subj',
    `/CN=${name}`,
  ];
  openssl(...request('ca'), '-x509', '-days', '2', '-out', 'ca.crt');
  openssl(...request('impostor'), '-x509', '-days', '2', '-out', 'impostor.crt');
  writeFileSync(join(directory, 'names'), 'subjectAltName=IP:127.0.0.1,DNS:localhost');
  for (const name of ['server', 'trusted']) {
    openssl(...request(name), '-out', `${name}.csr`);
    const signed = [
      '-CA',
      'ca.crt',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-days',
      '2',
      '-extfile',
      'names',
    ];
    openssl('x509', '-req', '-in', `${name}.csr`, ...signed, '-out', `${name}.crt`);
  }
}

function bootstrap(
  directory: string,
  node: string,
  view: string,
  port: number,
  certificate: string | undefined,
) {
  const file = (name: string) => ({ filename: join(directory, name) });
  const endpoint = { address: { socket_address: { address: '127.0.0.1', port_value: port } } };
  const ads = { ads: {}, resource_api_version: 'V3' };
  return {
    node: { id: node, cluster: view },
    dynamic_resources: {
      ads_config: {
        api_type: 'DELTA_GRPC',
        transport_api_version: 'V3',
        grpc_services: [{ envoy_grpc: { cluster_name: 'xds' } }],
      },
      lds_config: ads,
      cds_config: ads,
    },
    static_resources: {
      clusters: [
        {
          name: 'xds',
          type: 'STATIC',
          typed_extension_protocol_options: {
            'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
              '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
              explicit_http_config: { http2_protocol_options: {} },
            },
          },
          load_assignment: { cluster_name: 'xds', endpoints: [{ lb_endpoints: [{ endpoint }] }] },
          transport_socket: {
            name: 'envoy.transport_sockets.tls',
            typed_config: {
              '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext',
              common_tls_context: {
                validation_context: { trusted_ca: file('ca.crt') },
                ...(certificate === undefined
                  ? {}
                  : {
                      tls_certificates: [
                        {
                          certificate_chain: file(`${certificate}.crt`),
                          private_key: file(`${certificate}.key`),
                        },
                      ],
                    }),
              },
            },
          },
        },
      ],
    },
    bootstrap_extensions: [
      {
        name: 'envoy.bootstrap.internal_listener',
        typed_config: {
          '@type': 'type.googleapis.com/envoy.extensions.bootstrap.internal_listener.v3.InternalListener',
        },
      },
    ],
  };
}
