import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { createInterface } from 'node:readline';
import { after, afterEach, before, describe, it } from 'node:test';
import { secrets, shop, treasure } from '../cli/testing/manifests.ts';
import { type ApiServer, startApiServer, type WatchEvent } from './index.ts';
import { type Inspectable, inspectable } from './testing/introspection-over.ts';

/** The secrets that can be parsed. */
const readable = secrets
  .split('---\n')
  .filter(text => !/no-yaml|alias|tagged|doubled/.test(text))
  .join('---\n');

interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

function ask(url: string, options: http.RequestOptions = {}, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = http.request(url, { agent: false, ...options }, response => {
      const chunks: Buffer[] = [];
      response.on('data', chunk => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function json(url: string): Promise<Record<string, unknown>> {
  const { status, text } = await ask(url);
  assert.equal(status, 200, text);
  return JSON.parse(text);
}

const named = { group: 'gateway.envoyproxy.io', kind: 'Backend', name: 'names' };

describe('the REST API', () => {
  let inspected: Inspectable;
  let server: ApiServer;
  before(async () => {
    inspected = inspectable(`${shop}---\n${readable}`);
    server = await startApiServer({
      introspection: () => inspected.introspection,
      host: '127.0.0.1',
      port: 0,
      access: { isLocal: true },
    });
  });
  after(() => server.close());
  afterEach(() => {
    inspected.proxies.length = 0;
    inspected.put(shop);
  });

  it('gives an object as it was written, its namespace filled in, with the status that was found', async () => {
    inspected.put(
      shop
        .replace('rules:', 'rules:')
        .replace('kind: HTTPRoute\n', 'kind: HTTPRoute\nstatus: {parents: []}\n'),
    );
    const { apiVersion, kind, metadata, spec, status } = await json(
      `${server.url}/v1/resources/httproutes/default/shop`,
    );
    assert.deepEqual(
      { apiVersion, kind, metadata },
      {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'HTTPRoute',
        metadata: { name: 'shop', namespace: 'default' },
      },
    );
    assert.deepEqual((spec as { hostnames: unknown }).hostnames, ['shop.example.com']);
    const { parents } = status as {
      parents: { conditions: { type: string; lastTransitionTime: string }[] }[];
    };
    assert.deepEqual(
      parents[0]?.conditions.map(({ type, lastTransitionTime }) => [type, lastTransitionTime]),
      [
        ['Accepted', '2026-01-01T00:00:00Z'],
        ['ResolvedRefs', '2026-01-01T00:00:00Z'],
      ],
    );
  });

  it('moves lastTransitionTime of the condition that changed, and of no other', async () => {
    const times = async () => {
      const { status } = await json(`${server.url}/v1/resources/httproutes/default/shop`);
      const { parents } = status as { parents: { conditions: { lastTransitionTime: string }[] }[] };
      return parents[0]?.conditions.map(condition => condition.lastTransitionTime);
    };
    const before = await times();
    inspected.clock.now += 3_600_000;
    inspected.put(shop.replace('name: names\n---', 'name: nobody\n---'));
    assert.deepEqual(await times(), [before?.[0], '2026-01-01T01:00:00Z']);
    inspected.clock.now += 3_600_000;
    inspected.put(shop.replace('name: names\n---', 'name: no-one\n---'));
    assert.deepEqual(await times(), [before?.[0], '2026-01-01T01:00:00Z']);
  });

  it('lists by kind, plural, short name and group, of one namespace or of all; broken objects too', async () => {
    inspected.put(`${shop.split('---\n')[3]?.replace('metadata:', 'metadata:\n  namespace: other')}`);
    const names = async (path: string) => {
      const { items } = await json(`${server.url}/v1/resources/${path}`);
      return (items as { metadata: { namespace: string; name: string } }[]).map(
        ({ metadata }) => `${metadata.namespace}/${metadata.name}`,
      );
    };
    const all = ['default/cart', 'default/names', 'other/cart'];
    for (const word of ['backends', 'Backend', 'be', 'backends.gateway.envoyproxy.io']) {
      assert.deepEqual(await names(word), all);
    }
    assert.deepEqual(await names('backends/other'), ['other/cart']);
    assert.deepEqual(await names('backends/-/cart'), ['default/cart', 'other/cart']);
    const [broken = ''] = inspected.put(
      `${shop.split('---\n')[3]}`.replace('name: cart', 'name: broken').replace('port: 8080', 'port: x'),
    );
    assert.deepEqual(await names('backends/default'), ['default/broken', 'default/cart', 'default/names']);
    const { status } = await json(`${server.url}/v1/resources/backends/default/broken`);
    assert.match(JSON.stringify(status), /"Accepted","status":"False".*"reason":"Invalid"/);
    inspected.remove(broken);
    inspected.remove('gateway.envoyproxy.io/Backend/local/other/cart');
    const { metadata } = await json(`${server.url}/v1/resources/gatewayclasses/-/edge`);
    assert.deepEqual(metadata, { name: 'edge' });
  });

  it('draws a picture of what is done, and says what becomes of what else is sent', async () => {
    const { allowed, items } = await json(`${server.url}/v1/picture`);
    assert.deepEqual(allowed, { addresses: [], sockets: [] });
    const facts = items as { readonly kind: string; readonly proxy?: string; readonly sample?: unknown }[];
    const kinds = new Set(facts.map(({ kind }) => kind));
    assert.deepEqual(kinds, new Set(['object', 'condition', 'listener', 'request', 'resource']));
    const sent = facts.find(({ kind }) => kind === 'request');
    const query = new URLSearchParams({ proxy: sent?.proxy ?? '', sample: JSON.stringify(sent?.sample) });
    const outcome = await json(`${server.url}/v1/outcome?${query}`);
    assert.deepEqual({ ...sent, outcome }, sent);
  });

  it('says in JSON what is wrong with a question', async () => {
    const cases: [string, number, string][] = [
      ['/v2', 404, 'NotFound'],
      ['/v1/resources/pods', 404, 'NotFound'],
      ['/v1/resources/httproutes/default/none', 404, 'NotFound'],
      ['/v1/resources/httproutes/default/none?as=table', 404, 'NotFound'],
      ['/v1/resources/httproutes/default/%2e%2e%2fx', 404, 'NotFound'],
      ['/v1/resources/%E0%A4%A/default', 404, 'NotFound'],
      ['/v1/resources/__proto__', 404, 'NotFound'],
      ['/v1/explain/httproutes/default/none', 404, 'NotFound'],
      ['/v1/outcome?proxy=default/web', 400, 'BadRequest'],
      ['/v1/outcome?proxy=default/web&sample={"kind":"request"}', 400, 'BadRequest'],
      ['/v1/outcome?proxy=default/none&sample={"kind":"datagram","port":1}', 404, 'NotFound'],
      ['/v1/findings?limit=0', 400, 'BadRequest'],
      ['/v1/findings?limit=9999999', 400, 'BadRequest'],
      [`/v1/${'x'.repeat(3000)}`, 414, 'UriTooLong'],
    ];
    for (const [path, status, code] of cases) {
      const answer = await ask(server.url + path);
      assert.equal(answer.status, status, path);
      const said = JSON.parse(answer.text);
      assert.equal(said.code, code, path);
      assert.ok(said.message.length > 5);
      assert.match(answer.headers['content-type'] ?? '', /^application\/json/);
      assert.equal(answer.headers['x-content-type-options'], 'nosniff');
    }
  });

  it('changes nothing: every method but GET and HEAD is refused', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const { status, headers } = await ask(`${server.url}/v1/proxies`, { method }, 'x'.repeat(100_000));
      assert.equal(status, 405);
      assert.equal(headers.allow, 'GET, HEAD');
    }
    const head = await ask(`${server.url}/v1/proxies`, { method: 'HEAD' });
    assert.deepEqual([head.status, head.text], [200, '']);
  });

  it('answers only to names of this machine while it listens on loopback (DNS rebinding)', async () => {
    const { port } = new URL(server.url);
    for (const host of [
      'localhost',
      `localhost:${port}`,
      '127.0.0.1',
      `127.8.8.8:${port}`,
      `[::1]:${port}`,
    ]) {
      assert.equal((await ask(`${server.url}/v1/proxies`, { headers: { host } })).status, 200, host);
    }
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1.evil.example',
      'localhost.',
      '10.0.0.1',
    ]) {
      assert.equal((await ask(`${server.url}/v1/proxies`, { headers: { host } })).status, 403, host);
    }
  });

  it('bounds what a client may send', async () => {
    const large = await ask(`${server.url}/v1/proxies`, { headers: { 'x-large': 'x'.repeat(20_000) } });
    assert.equal(large.status, 431);
    const socket = net.connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.write('NONSENSE\r\n\r\n');
    const [chunk] = await once(socket, 'data');
    assert.match(String(chunk), /^HTTP\/1\.1 400 /);
    socket.destroy();
  });

  it('never shows what is secret', async () => {
    const encoded = Buffer.from(treasure).toString('base64');
    const paths = [
      ...['/v1/resources/secrets', '/v1/resources/secrets?as=table', '/v1/resources/secrets/default/plain'],
      ...[
        '/v1/findings',
        '/v1/graph',
        '/v1/explain/secret/default/plain',
        '/v1/picture',
        '/v1/explain/gateway/default/secure',
      ],
      ...['/metrics', '/v1/resources/gateways', '/v1/kinds', '/v1/proxies'],
    ];
    for (const path of paths) {
      const { status, text } = await ask(server.url + path);
      assert.equal(status, 200, path);
      assert.ok(!text.includes(treasure) && !text.includes(encoded), `${path}: ${text}`);
    }
    const { type, data, stringData } = await json(`${server.url}/v1/resources/secrets/default/plain`);
    assert.deepEqual(
      { type, data, stringData },
      { type: 'Opaque', data: { password: '<redacted>' }, stringData: { other: '<redacted>' } },
    );
  });

  it('tells a watcher what is there, then each change once, and nothing of what it did not ask for', async () => {
    const watcher = await watch(`${server.url}/v1/resources/httproutes/default?as=table&watch=true`);
    const first = await watcher.next();
    assert.deepEqual([first.type, 'key' in first && first.key.split('/').at(-1)], ['added', 'shop']);
    assert.deepEqual(await watcher.next(), { type: 'synced' });
    inspected.put(shop.replace('address: 10.0.0.1', 'address: 10.0.0.2'));
    inspected.put(`${shop.split('---\n')[2]?.replace('name: shop', 'name: shop\n  namespace: other')}`);
    inspected.put(shop.replace('name: names\n---', 'name: nobody\n---'));
    const modified = await watcher.next();
    assert.equal(modified.type, 'modified');
    assert.match(JSON.stringify(modified), /BackendNotFound/);
    inspected.remove('gateway.networking.k8s.io/HTTPRoute/local/default/shop');
    assert.deepEqual(await watcher.next(), {
      type: 'deleted',
      key: 'gateway.networking.k8s.io/HTTPRoute/local/default/shop',
    });
    watcher.end();
    inspected.remove('gateway.networking.k8s.io/HTTPRoute/local/other/shop');
  });

  it('sends a watcher that does not read no more than it has room for, and the last state when it reads', async () => {
    const gateway = (i: number) =>
      `${shop.split('---\n')[1]?.replace('name: web', `name: many-${i % 20}\n  annotations: {round: "${i}", padding: ${'x'.repeat(4000)}}`)}`;
    const sent = http.get(`${server.url}/v1/resources/gateways?watch=true`, { agent: false });
    const [response] = (await once(sent, 'response')) as [http.IncomingMessage];
    for (let i = 0; i < 1000; i++) inspected.put(gateway(i));
    let text = '';
    for await (const chunk of response) {
      text += chunk;
      if (text.includes('"round":"999"')) break;
    }
    assert.ok(text.length < 1_000_000, `${text.length} bytes of the 4 MB that changed`);
    for (let i = 0; i < 20; i++)
      inspected.remove(`gateway.networking.k8s.io/Gateway/local/default/many-${i}`);
  });

  it('explains a route: listeners, backends, who resolves, and what leads nowhere', async () => {
    inspected.put(shop.replace('name: names\n---', 'name: nobody\n---'));
    const route = await json(`${server.url}/v1/explain/httproute/default/shop`);
    assert.equal(route.subject, 'httproute/default/shop');
    assert.deepEqual((route.parents as { listeners: string[] }[])[0]?.listeners, ['http']);
    const [rule] = route.rules as { matches: string[]; refs: Record<string, unknown>[] }[];
    assert.deepEqual(rule?.matches, ['PathPrefix /cart']);
    assert.deepEqual(rule?.refs[0]?.backend, {
      ...{ protocol: 'http1', tls: false, resolvedBy: 'none', fallback: false, endpoints: ['10.0.0.1:8080'] },
    });
    const refused = rule?.refs[1];
    assert.equal(refused?.backend, undefined);
    assert.equal(refused?.path, 'spec.rules[0].backendRefs[1]');
    assert.match(JSON.stringify(refused?.findings), /BackendNotFound/);
    inspected.put(shop);
    const names = await json(`${server.url}/v1/explain/backend/default/names`);
    const [backend] = names.backends as { backend: { resolvedBy: string; endpoints: string[] } }[];
    assert.deepEqual(
      [backend?.backend.resolvedBy, backend?.backend.endpoints],
      ['proxy', ['cart.example.com:443']],
    );
    const [referrer] = names.referredToBy as Record<string, unknown>[];
    assert.deepEqual(
      [referrer?.referrer, referrer?.path, referrer?.through],
      ['httproute/default/shop', 'spec.rules[0].backendRefs[1]', ['gateway/default/web']],
    );
    const gateway = await json(`${server.url}/v1/explain/gateway/default/web`);
    const [listener] = gateway.listeners as Record<string, unknown>[];
    assert.deepEqual(
      [listener?.name, listener?.port, listener?.programmed, listener?.routes],
      ['http', 8080, true, ['httproute/default/shop']],
    );
  });

  it('tells of a backend which policies, logs and other backends name it', async () => {
    const policy = {
      apiVersion: 'gateway.envoyproxy.io/v1alpha1',
      kind: 'SecurityPolicy',
      metadata: { name: 'asked' },
      spec: {
        targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'shop' }],
        extAuth: { http: { backendRefs: [named] } },
      },
    };
    const logs = {
      apiVersion: 'gateway.envoyproxy.io/v1alpha1',
      kind: 'EnvoyProxy',
      metadata: { name: 'logs' },
      spec: {
        telemetry: { tracing: { provider: { type: 'Zipkin', backendRefs: [{ ...named, port: 9411 }] } } },
      },
    };
    const other = {
      apiVersion: 'gateway.envoyproxy.io/v1alpha1',
      kind: 'Backend',
      metadata: { name: 'other' },
      spec: {
        endpoints: [{ ip: { address: '10.0.0.9', port: 80 } }],
        fallback: { backendRef: named },
      },
    };
    inspected.put([shop, ...[policy, logs, other].map(one => JSON.stringify(one))].join('\n---\n'));
    const names = await json(`${server.url}/v1/explain/backend/default/names`);
    const told = (names.referredToBy as Record<string, unknown>[]).map(({ referrer, path, through }) => ({
      referrer,
      path,
      ...(through === undefined ? {} : { through }),
    }));
    const through = ['gateway/default/web'];
    assert.deepEqual(told, [
      { referrer: 'httproute/default/shop', path: 'spec.rules[0].backendRefs[1]', through },
      { referrer: 'securitypolicy/default/asked', path: 'spec.extAuth.http.backendRefs[0]', through },
      {
        referrer: 'envoyproxy/default/logs',
        path: 'spec.telemetry.tracing.provider.backendRefs[0]',
        through: [],
      },
      { referrer: 'backend/default/other', path: 'spec.fallback.backendRef' },
    ]);
    for (const { kind, metadata } of [policy, logs, other])
      inspected.remove(`gateway.envoyproxy.io/${kind}/local/default/${metadata.name}`);
    inspected.put(shop);
  });

  it('says that it is not ready while there is nothing to ask, and that it lives', async () => {
    const early = await startApiServer({
      introspection: () => undefined,
      host: '127.0.0.1',
      port: 0,
      access: { isLocal: true },
    });
    try {
      const statuses = ['/healthz', '/readyz', '/v1/proxies', '/metrics'].map(
        async path => (await ask(early.url + path)).status,
      );
      assert.deepEqual(await Promise.all(statuses), [200, 503, 503, 503]);
    } finally {
      await early.close();
    }
  });

  it('shows nothing without a token where it has tokens, on any host name', async () => {
    const guarded = await startApiServer({
      introspection: () => inspected.introspection,
      host: '127.0.0.1',
      port: 0,
      access: { isLocal: false, tokens: ['correct-horse-battery', 'staple-staple-staple'] },
    });
    const status = async (path: string, authorization?: string) =>
      (
        await ask(guarded.url + path, {
          headers: { host: 'edge.example', ...(authorization && { authorization }) },
        })
      ).status;
    try {
      assert.equal(await status('/healthz'), 200);
      // Kuma's tools ask before they have a token, and go on where they find what they are for.
      const index = await ask(`${guarded.url}/`, { headers: { host: 'edge.example' } });
      assert.equal(index.status, 200);
      const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
      assert.deepEqual(
        { ...JSON.parse(index.text), basedOnKuma: '' },
        { tagline: 'Kuma', product: 'Fairlead', version, basedOnKuma: '' },
      );
      assert.equal(await status('/v1/proxies'), 401);
      assert.equal(await status('/metrics'), 401);
      for (const wrong of [
        'Bearer correct-horse',
        'Bearer ',
        'Basic correct-horse-battery',
        'correct-horse-battery',
      ]) {
        assert.equal(await status('/v1/proxies', wrong), 401, wrong);
      }
      for (const right of ['Bearer correct-horse-battery', 'bearer staple-staple-staple']) {
        assert.equal(await status('/v1/proxies', right), 200, right);
      }
    } finally {
      await guarded.close();
    }
  });

  it('goes on when an answer fails, and tells of the bug', async () => {
    const bugs: unknown[] = [];
    const broken = await startApiServer({
      introspection: () => ({
        ...inspected.introspection,
        proxies: () => {
          throw new Error('a bug');
        },
      }),
      host: '127.0.0.1',
      port: 0,
      access: { isLocal: true },
      onBug: error => bugs.push(error),
    });
    try {
      assert.equal((await ask(`${broken.url}/v1/proxies`)).status, 503);
      assert.equal((await ask(`${broken.url}/readyz`)).status, 200);
      assert.equal(bugs.length, 1);
    } finally {
      await broken.close();
    }
  });
});

interface Watcher {
  next(): Promise<WatchEvent>;
  end(): void;
}

async function watch(url: string): Promise<Watcher> {
  const sent = http.get(url, { agent: false });
  const [response] = (await once(sent, 'response')) as [http.IncomingMessage];
  assert.equal(response.statusCode, 200);
  const lines = createInterface({ input: response })[Symbol.asyncIterator]();
  response.on('error', () => {});
  return {
    next: async () => JSON.parse((await lines.next()).value),
    end: () => sent.destroy(),
  };
}
