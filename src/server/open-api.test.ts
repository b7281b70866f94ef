import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { type StoredObjects, storedObjects } from './testing/stored-objects.ts';

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

describe('the OpenAPI document', () => {
  let api: StoredObjects;
  let document: Document;
  before(async () => {
    api = await storedObjects();
    document = (await api.ask('GET', '/openapi.json')).body as unknown as Document;
  });
  after(() => api.close());

  it('has every kind in each of its forms, and every reference leads somewhere', () => {
    assert.equal(document.openapi, '3.1.0');
    const { paths, components } = document;
    for (const path of [
      '/meshes',
      '/meshes/{name}',
      '/meshes/{mesh}/dataplanes/{name}',
      '/dataplanes',
      '/apis/gateway.networking.k8s.io/v1/namespaces/{namespace}/httproutes/{name}',
      '/apis/gateway.networking.k8s.io/v1/httproutes',
      '/apis/gateway.networking.k8s.io/v1/gatewayclasses/{name}',
      '/api/v1/namespaces/{namespace}/secrets/{name}',
      '/v1/explain/{kind}/{namespace}/{name}',
    ])
      assert.ok(path in paths, path);
    const text = JSON.stringify(document);
    for (const [, name = ''] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g))
      assert.ok(name in components.schemas, name);
    assert.doesNotMatch(text, /"~/, 'it has what any tool reads, and nothing else');
  });

  it('each path that it has is answered', async () => {
    for (const [path, operations] of Object.entries(document.paths)) {
      const filled = path.replace('{kind}', 'backends').replaceAll(/\{\w+\}/g, 'a-name');
      for (const method of ['get', 'put', 'delete'].filter(name => name in operations)) {
        const { status, body } = await api.ask(
          method.toUpperCase(),
          filled,
          method === 'put' ? {} : undefined,
        );
        assert.notEqual(status, 405, `${method} ${path}: ${JSON.stringify(body)}`);
        assert.ok(status < 500, `${method} ${path}: ${JSON.stringify(body)}`);
      }
    }
  });

  it('no request that is like those it describes makes the API fail', async () => {
    const paths = Object.keys(document.paths);
    const asked = fc.record({
      method: fc.constantFrom('GET', 'PUT', 'DELETE', 'POST', 'HEAD', 'PATCH'),
      path: fc.constantFrom(...paths),
      segment: fc.oneof(fc.constantFrom('default', 'a', '-', '..', '%00', '%2f', '__proto__'), fc.string()),
      query: fc.oneof(
        fc.constantFrom('', 'size=1', 'offset=a/b', 'as=table', 'filter[labels.a]=b', 'tag=a:b', 'limit=3'),
        fc.string(),
      ),
      body: fc.oneof(
        fc.json({ maxDepth: 4 }),
        fc.string(),
        fc
          .record({ spec: fc.object(), metadata: fc.object(), networking: fc.object() })
          .map(o => JSON.stringify(o)),
      ),
    });
    await fc.assert(
      fc.asyncProperty(asked, async ({ method, path, segment, query, body }) => {
        const url = `${path.replaceAll(/\{\w+\}/g, encodeUnlessEncoded(segment))}?${encodeURI(query)}`;
        const { status, body: answer } = await api.ask(method, url, method === 'PUT' ? body : undefined);
        assert.ok(status < 500, `${method} ${url}: ${status} ${JSON.stringify(answer)}`);
      }),
      { numRuns: 400 },
    );
    // What was stored on the way is of use to nobody, and harms nobody.
    assert.equal((await api.ask('GET', '/meshes/default')).status, 200);
  });
});

function encodeUnlessEncoded(segment: string): string {
  return segment.startsWith('%') ? segment : encodeURIComponent(segment);
}
