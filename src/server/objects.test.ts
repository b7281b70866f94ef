import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { createMemoryObjects } from '#sources/memory';
import { shop, treasure } from '../cli/testing/manifests.ts';
import { type StoredObjects, storedObjects } from './testing/stored-objects.ts';

const backends = '/apis/gateway.envoyproxy.io/v1alpha1/namespaces/default/backends';

const backend = (name: string, address = '10.0.0.1') => ({
  apiVersion: 'gateway.envoyproxy.io/v1alpha1',
  kind: 'Backend',
  metadata: { name, namespace: 'default' },
  spec: { endpoints: [{ ip: { address, port: 80 } }] },
});

describe('objects over REST', () => {
  let api: StoredObjects;
  const elsewhere = createMemoryObjects();
  before(async () => {
    elsewhere.put(backend('in-file'));
    api = await storedObjects([elsewhere.source({ name: 'files' })]);
  });
  after(() => api.close());
  beforeEach(async () => {
    const { body } = await api.ask('GET', backends);
    for (const { metadata } of body.items as { metadata: { name: string } }[])
      await api.ask('DELETE', `${backends}/${metadata.name}`);
  });

  it('an object is created, read, changed and removed', async () => {
    const path = `${backends}/cart`;
    assert.equal((await api.ask('GET', path)).status, 404);
    const created = await api.ask('PUT', path, backend('cart'));
    assert.deepEqual([created.status, created.body], [201, {}]);
    const read = await api.ask('GET', path);
    assert.equal(read.headers.etag, created.headers.etag);
    const { metadata, spec, status } = read.body as Record<string, Record<string, unknown>>;
    assert.equal(metadata?.generation, 1);
    assert.deepEqual(spec, backend('cart').spec);
    assert.ok(status?.conditions !== undefined, 'it is shown with the status that was found');
    assert.equal((await api.ask('PUT', path, backend('cart', '10.0.0.2'))).status, 200);
    assert.equal((await api.ask('DELETE', path)).status, 200);
    assert.equal((await api.ask('DELETE', path)).status, 404);
    assert.equal((await api.ask('GET', path)).status, 404);
  });

  it('what a path says need not be said again, and may not be said otherwise', async () => {
    const { spec } = backend('cart');
    assert.equal((await api.ask('PUT', `${backends}/cart`, { spec })).status, 201);
    const other = await api.ask('PUT', `${backends}/other`, backend('cart'));
    assert.equal(other.status, 400);
    assert.deepEqual(other.body, {
      type: '/std-errors',
      status: 400,
      title: 'Could not process a resource',
      detail: 'Resource is not valid',
      invalid_parameters: [
        { field: 'metadata.name', reason: 'name from the URL has to be the same as in body' },
      ],
    });
  });

  it('each mistake is told with its field, and nothing is stored', async () => {
    const wrong = { ...backend('cart'), spec: { endpoints: [{ ip: { address: 'nowhere', port: 0 } }] } };
    const { status, body } = await api.ask('PUT', `${backends}/cart`, wrong);
    assert.equal(status, 400);
    assert.deepEqual(
      (body.invalid_parameters as { field: string }[]).map(({ field }) => field),
      ['spec.endpoints[0].ip.address', 'spec.endpoints[0].ip.port'],
    );
    assert.equal((await api.ask('GET', `${backends}/cart`)).status, 404);
  });

  it('what is not an object is refused in words', async () => {
    const put = async (body: string, headers = {}) =>
      (await api.ask('PUT', `${backends}/cart`, body, headers)).status;
    assert.equal(await put('{"spec":'), 400);
    assert.equal(await put('[]'), 400);
    assert.equal(await put('{"spec": {}, "spec": {}}'), 400);
    assert.equal(await put(`{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`), 400);
    assert.equal(await put('a: b', { 'content-type': 'application/yaml' }), 415);
    const large = JSON.stringify({ a: 'x'.repeat(8 * 1024 * 1024) });
    assert.equal(await put(large), 413);
    assert.equal(await put(large, { 'transfer-encoding': 'chunked' }), 413, 'of unknown length, too');
    assert.equal((await api.ask('POST', backends, backend('cart'))).status, 405);
    assert.equal((await api.ask('PUT', `${backends}/%2e%2e%2fcart`, backend('cart'))).status, 405);
  });

  it('a request that is cut off stores nothing, and is not a bug', async () => {
    const { port } = new URL(api.url);
    const socket = net.connect(Number(port), '127.0.0.1');
    const head = `PUT ${backends}/cart HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n`;
    await new Promise(resolve => socket.write(`${head}content-length: 1000\r\n\r\n{"spec": {`, resolve));
    socket.destroy();
    assert.equal((await api.ask('GET', `${backends}/cart`)).status, 404);
  });

  it('a change is made only to the version that it was made for', async () => {
    const path = `${backends}/cart`;
    const { headers } = await api.ask('PUT', path, backend('cart'));
    const read = (await api.ask('GET', path)).body;
    const changed = await api.ask('PUT', path, backend('cart', '10.0.0.2'), { 'if-match': headers.etag });
    assert.equal(changed.status, 200);
    const late = await api.ask('PUT', path, backend('cart', '10.0.0.3'), { 'if-match': headers.etag });
    assert.equal(late.status, 412);
    assert.match(String(late.body.detail), /not as it was read: it is at version \d+/);
    assert.equal((await api.ask('PUT', path, read)).status, 409, 'resourceVersion means the same');
    assert.equal((await api.ask('PUT', path, backend('cart'), { 'if-none-match': '*' })).status, 412);
    assert.equal((await api.ask('DELETE', path, undefined, { 'if-match': headers.etag })).status, 412);
    assert.equal((await api.ask('DELETE', path, undefined, { 'if-match': 'yesterday' })).status, 400);
    assert.equal(
      (await api.ask('DELETE', path, undefined, { 'if-match': changed.headers.etag })).status,
      200,
    );
  });

  it('an answer warns of what is wrong with what is in force', async () => {
    const [, , route] = parseAllDocuments(shop).map(document => document.toJS());
    const path = '/apis/gateway.networking.k8s.io/v1/namespaces/default/httproutes/shop';
    const { status, body } = await api.ask('PUT', path, { ...route, spek: {} });
    assert.equal(status, 201);
    const warnings = body.warnings as string[];
    assert.ok(
      warnings.some(text => /^spek: /.test(text)),
      'a field that nobody reads',
    );
    assert.ok(
      warnings.some(text => /backendRefs\[0\]/.test(text)),
      'a backend that is not there',
    );
  });

  it('what stands in files goes before what is stored, and is removed there', async () => {
    const shadowed = await api.ask('PUT', `${backends}/in-file`, backend('in-file', '10.0.0.9'));
    assert.match(
      String(shadowed.body.warnings),
      /is in the store too, and differs there: what files says is in force/,
    );
    const shown = (await api.ask('GET', `${backends}/in-file`)).body as { spec: unknown };
    assert.deepEqual(shown.spec, backend('in-file').spec);
    const removed = await api.ask('DELETE', `${backends}/in-file`);
    assert.match(String(removed.body.warnings), /in force from there: remove it there/);
    assert.equal((await api.ask('DELETE', `${backends}/in-file`)).status, 409);
  });

  it('a list comes in pages, of which none misses what was there all the time', async () => {
    const names = Array.from({ length: 25 }, (_, i) => `b${String(i).padStart(2, '0')}`);
    for (const name of names) await api.ask('PUT', `${backends}/${name}`, backend(name));
    const seen: string[] = [];
    let next: string | null = `${backends}?size=10&name=b`;
    for (let page = 0; next !== null; page++) {
      const { body } = await api.ask('GET', next);
      seen.push(...(body.items as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name));
      assert.equal(body.total, 25 - page);
      next = body.next === null ? null : String(body.next).slice(api.url.length);
      await api.ask('DELETE', `${backends}/${names[page * 10]}`);
    }
    assert.deepEqual(seen, names);
    const skipped = await api.ask('GET', `${backends}?size=2&offset=1`);
    assert.equal((skipped.body.items as unknown[]).length, 2);
    for (const query of ['size=0', 'size=1001', 'size=x', 'offset=x'])
      assert.equal((await api.ask('GET', `${backends}?${query}`)).status, 400, query);
  });

  it('a list is narrowed by parts of names and by labels', async () => {
    const labelled = { ...backend('cart'), metadata: { ...backend('cart').metadata, labels: { team: 'x' } } };
    await api.ask('PUT', `${backends}/cart`, labelled);
    await api.ask('PUT', `${backends}/names`, backend('names'));
    const names = async (query: string) =>
      ((await api.ask('GET', `${backends}?${query}`)).body.items as { metadata: { name: string } }[]).map(
        ({ metadata }) => metadata.name,
      );
    assert.deepEqual(await names('name=ar'), ['cart']);
    assert.deepEqual(await names('filter[labels.team]=x'), ['cart']);
    assert.deepEqual(await names('filter[labels.team]=y'), []);
    assert.deepEqual(await names(''), ['cart', 'in-file', 'names']);
  });

  it('a Secret is never shown, and keeps what was hidden of it when it is sent back', async () => {
    const path = '/api/v1/namespaces/default/secrets/s';
    const data = { password: Buffer.from(treasure).toString('base64'), user: 'YQ==' };
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data };
    await api.ask('PUT', path, secret);
    const read = (await api.ask('GET', path)).body as { data: Record<string, string> };
    assert.deepEqual(read.data, { password: '<redacted>', user: '<redacted>' });
    await api.ask('PUT', path, { ...read, data: { ...read.data, user: 'Yg==' } });
    const [stored] = api.store.writes(1);
    assert.equal(stored?.action, 'updated');
    assert.deepEqual(api.store.find(stored?.key ?? '')?.object.data, { ...data, user: 'Yg==' });
    assert.equal((await api.ask('PUT', path, { ...secret, data: { new: '<redacted>' } })).status, 400);
  });

  it('who wrote what is told, the latest first, so many at a time', async () => {
    await api.ask('PUT', `${backends}/cart`, backend('cart'));
    await api.ask('DELETE', `${backends}/cart`);
    const { body } = await api.ask('GET', '/v1/writes?limit=1');
    const [last] = body.items as { version: number; by: string; action: string; key: string }[];
    assert.deepEqual([last?.by, last?.action], ['local', 'removed']);
    const earlier = (await api.ask('GET', `/v1/writes?limit=1&before=${last?.version}`)).body;
    assert.equal((earlier.items as { action: string }[])[0]?.action, 'created');
    for (const query of ['limit=0', 'limit=501', 'before=x'])
      assert.equal((await api.ask('GET', `/v1/writes?${query}`)).status, 400);
  });

  /** What a watch tells, as it comes. */
  async function watching(query: string, work: (until: (pattern: RegExp) => Promise<void>) => Promise<void>) {
    const response = await fetch(`${api.url}${backends}?watch=true${query}`);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let seen = '';
    await work(async pattern => {
      while (!pattern.test(seen)) seen += (await reader?.read())?.value ?? assert.fail('it ended');
    });
    await reader?.cancel();
    return seen;
  }

  it('a watch of some objects tells of those alone, and of one that is no longer among them as gone', async () => {
    const seen = await watching('&name=wat', async until => {
      await until(/"synced"/);
      await api.ask('PUT', `${backends}/other`, backend('other'));
      await api.ask('PUT', `${backends}/watched`, backend('watched'));
      await until(/"added".*\/watched"/);
      await api.ask('DELETE', `${backends}/other`);
      await api.ask('DELETE', `${backends}/watched`);
      await until(/"deleted".*\/watched"/);
    });
    assert.doesNotMatch(seen, /other/);
  });

  it('a watch tells of each change', async () => {
    await watching('', async until => {
      await until(/"synced"/);
      await api.ask('PUT', `${backends}/cart`, backend('cart'));
      await until(/"added".*backends?\/local\/default\/cart/i);
      await api.ask('DELETE', `${backends}/cart`);
      await until(/"deleted"/);
    });
  });
});

describe('objects of meshes over REST, as Kuma has them', () => {
  let api: StoredObjects;
  const elsewhere = createMemoryObjects();
  before(async () => {
    api = await storedObjects([elsewhere.source()]);
  });
  after(() => api.close());

  const dataplane = (name: string, tags: Record<string, string> = { 'kuma.io/service': name }) => ({
    type: 'Dataplane',
    mesh: 'default',
    name,
    networking: { address: '10.0.0.1', inbound: [{ port: 80, tags }] },
  });

  it('the mesh "default" is there from the start', async () => {
    const { status, body } = await api.ask('GET', '/meshes/default');
    assert.equal(status, 200);
    assert.deepEqual([body.type, body.name], ['Mesh', 'default']);
    assert.match(String(body.creationTime), /^\d{4}-/);
    const list = await api.ask('GET', '/meshes');
    assert.equal(list.body.total, 1);
    assert.equal(list.body.next, null);
  });

  it('a mesh begins with the policies that Kuma gives it, unless it says which not', async () => {
    const names = async (mesh: string) => {
      const found: string[] = [];
      for (const plural of ['meshtimeouts', 'meshretries', 'meshcircuitbreakers']) {
        const { items } = (await api.ask('GET', `/meshes/${mesh}/${plural}`)).body;
        found.push(...(items as { name: string }[]).map(({ name }) => name));
      }
      return found;
    };
    assert.deepEqual(await names('default'), [
      'mesh-timeout-all-default',
      'mesh-retry-all-default',
      'mesh-circuit-breaker-all-default',
    ]);
    const { findings } = api.introspection.findings(100);
    assert.deepEqual(findings, [], 'nothing is wrong with them');
    await api.ask('PUT', '/meshes/few', { skipCreatingInitialPolicies: ['MeshTimeout', 'MeshRetry'] });
    assert.deepEqual(await names('few'), ['mesh-circuit-breaker-all-few']);
    await api.ask('DELETE', '/meshes/few/meshcircuitbreakers/mesh-circuit-breaker-all-few');
    await api.ask('PUT', '/meshes/few', { labels: { a: 'b' } });
    assert.deepEqual(await names('few'), [], 'what was removed stays away');
    await api.ask('PUT', '/meshes/none', { skipCreatingInitialPolicies: ['*'] });
    assert.deepEqual(await names('none'), []);
    const { status, body } = await api.ask('PUT', '/meshes/odd', { labels: 'none' });
    assert.deepEqual(
      [status, /labels/.test(JSON.stringify(body))],
      [400, true],
      'what are no labels is refused',
    );
    for (const name of ['few', 'none'])
      assert.equal((await api.ask('DELETE', `/meshes/${name}`)).status, 200);
  });

  it('secrets of a mesh, and those of all, are where Kuma has them, and are not shown', async () => {
    const data = Buffer.from(treasure).toString('base64');
    for (const path of ['/meshes/default/secrets/s', '/global-secrets/s']) {
      assert.equal((await api.ask('PUT', path, { data })).status, 201);
      const { body } = await api.ask('GET', path);
      assert.equal(body.data, '<redacted>', path);
      assert.equal((await api.ask('PUT', path, body)).body.changed, false);
      assert.equal((await api.ask('DELETE', path)).status, 200);
    }
    assert.doesNotMatch(JSON.stringify(api.store.writes(10)), new RegExp(data));
  });

  it('an object is created, read, changed and removed in its own form', async () => {
    const path = '/meshes/default/dataplanes/web';
    assert.equal((await api.ask('PUT', path, dataplane('web'))).status, 201);
    const read = (await api.ask('GET', path)).body;
    assert.deepEqual(
      [read.type, read.mesh, read.name, read.networking],
      ['Dataplane', 'default', 'web', dataplane('web').networking],
    );
    assert.equal((await api.ask('PUT', path, { ...read, labels: { app: 'web' } })).status, 200);
    const all = await api.ask('GET', '/dataplanes?filter[labels.app]=web');
    assert.equal(all.body.total, 1);
    assert.equal((await api.ask('DELETE', path)).status, 200);
    const missing = await api.ask('GET', path);
    assert.deepEqual([missing.status, missing.body.type], [404, '/std-errors']);
  });

  it('names that differ from the path, and a mesh that is not there, are told by field', async () => {
    const fields = async (path: string, object: unknown) => {
      const { status, body } = await api.ask('PUT', path, object);
      assert.equal(status, 400);
      return body.invalid_parameters;
    };
    assert.deepEqual(await fields('/meshes/default/dataplanes/a', { ...dataplane('b'), mesh: 'other' }), [
      { field: 'mesh', reason: 'mesh from the URL has to be the same as in body' },
      { field: 'name', reason: 'name from the URL has to be the same as in body' },
    ]);
    assert.deepEqual(await fields('/meshes/nowhere/dataplanes/a', { ...dataplane('a'), mesh: 'nowhere' }), [
      { field: 'mesh', reason: 'mesh of name "nowhere" is not found' },
    ]);
  });

  it('dataplanes are found by their tags', async () => {
    await api.ask(
      'PUT',
      '/meshes/default/dataplanes/web',
      dataplane('web', { 'kuma.io/service': 'web', v: '1' }),
    );
    await api.ask('PUT', '/meshes/default/dataplanes/db', dataplane('db'));
    const found = async (query: string) =>
      ((await api.ask('GET', `/meshes/default/dataplanes?${query}`)).body.items as { name: string }[]).map(
        ({ name }) => name,
      );
    assert.deepEqual(await found('tag=kuma.io/service:web'), ['web']);
    assert.deepEqual(await found('tag=v:1&tag=kuma.io/service:web'), ['web']);
    assert.deepEqual(await found('tag=v'), ['web']);
    assert.deepEqual(await found('tag=kuma.io/service:nobody'), []);
    assert.deepEqual(await found(''), ['db', 'web']);
    for (const name of ['web', 'db']) await api.ask('DELETE', `/meshes/default/dataplanes/${name}`);
  });

  it('a mesh that has dataplanes stays; without them it goes with everything in it, at once', async () => {
    const service = { type: 'MeshService', name: 'web', mesh: 'shop', spec: { ports: [{ port: 80 }] } };
    await api.ask('PUT', '/meshes/shop', { type: 'Mesh', name: 'shop' });
    await api.ask('PUT', '/meshes/shop/meshservices/web', service);
    await api.ask('PUT', '/meshes/shop/dataplanes/web', { ...dataplane('web'), mesh: 'shop' });
    const refused = await api.ask('DELETE', '/meshes/shop');
    assert.deepEqual(refused.body.invalid_parameters, [
      { field: 'mesh', reason: 'unable to delete mesh, there are still some dataplanes attached' },
    ]);
    await api.ask('DELETE', '/meshes/shop/dataplanes/web');
    assert.equal((await api.ask('DELETE', '/meshes/shop')).status, 200);
    assert.equal((await api.ask('GET', '/meshservices')).body.total, 0);
  });

  it('a mesh whose dataplanes are elsewhere than in the store stays, too', async () => {
    elsewhere.put({ ...dataplane('joined'), mesh: 'apart' });
    await api.ask('PUT', '/meshes/apart', { skipCreatingInitialPolicies: ['*'] });
    assert.equal((await api.ask('DELETE', '/meshes/apart')).status, 400);
    elsewhere.remove('kuma.io/Dataplane/local/apart/joined');
    assert.equal((await api.ask('DELETE', '/meshes/apart')).status, 200);
  });

  it('a key that is written in a mesh is never shown, and not lost when the mesh is sent back', async () => {
    const inline = (text: string) => ({ inlineString: text });
    const conf = { cert: inline('certificate'), key: inline(treasure) };
    const mesh = { type: 'Mesh', name: 'tls', mtls: { backends: [{ name: 'ca', type: 'provided', conf }] } };
    await api.ask('PUT', '/meshes/tls', mesh);
    const read = await api.ask('GET', '/meshes/tls');
    assert.doesNotMatch(JSON.stringify(read.body), new RegExp(treasure));
    await api.ask('PUT', '/meshes/tls', { ...read.body, labels: { a: 'b' } });
    const [stored] = api.store.writes(1);
    assert.deepEqual(api.store.find(stored?.key ?? '')?.object.mtls, mesh.mtls);
    assert.doesNotMatch(JSON.stringify(api.store.writes(10)), new RegExp(treasure));
  });
});
