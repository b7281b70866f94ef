import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { RequestExplanation } from '#inspect';
import { shop } from './testing/manifests.ts';
import { makeWorkplace, succeeded, type Workplace } from './testing/workplace.ts';

const more = `---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: more}
spec:
  parentRefs: [{name: web}]
  hostnames: [shop.example.com]
  rules:
    - name: posted
      matches: [{path: {value: /cart}, method: POST}]
      backendRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: nowhere}]
    - name: moved
      matches: [{path: {value: /basket}}]
      filters: [{type: RequestRedirect, requestRedirect: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /cart}}}]
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: SecurityPolicy
metadata: {name: inside}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: shop}]
  authorization:
    defaultAction: Deny
    rules: [{name: near, action: Allow, principal: {clientCIDRs: [10.0.0.0/8]}}]
`;

const cart = 'http://shop.example.com:8080/cart/1';

describe('fairlead explain request', () => {
  let place: Workplace;
  before(async () => {
    place = await makeWorkplace();
    place.write('shop.yaml', shop + more);
  });
  after(() => place.close());

  const explain = async (...asked: readonly string[]): Promise<RequestExplanation> => {
    const run = await place.run(['explain', 'request', ...asked, '-f', 'shop.yaml', '-o', 'json']);
    return JSON.parse(succeeded(run)) as RequestExplanation;
  };

  it('says listener, rule, filters, policies, backends by weight, and why not the others', async () => {
    const text = succeeded(
      await place.run(['explain', 'request', 'GET', cart, '--from', '10.1.2.3', '-f', 'shop.yaml']),
    );
    assert.deepEqual(text.trimEnd().split('\n'), [
      `GET ${cart}`,
      'gateway/default/web',
      '  goes to backend/default/cart or backend/default/names',
      '    listener    gateway/default/web/http: HTTP on port 8080 for every host',
      '    host        shop.example.com',
      '    rule        httproute/default/shop spec.rules[0] (shop.yaml:29): PathPrefix /cart',
      '    policies    securitypolicy/default/inside, which is on httproute/default/shop',
      '    filters     ✓ authorization: rule near matches (securitypolicy/default/inside)',
      '    goes to     75 %: backend/default/cart, HTTP/1.1: 10.0.0.1:8080',
      '                  sees shop.example.com:8080 /cart/1',
      '                25 %: backend/default/names, HTTP/1.1, resolved by the proxy: cart.example.com:443',
      '                  sees shop.example.com:8080 /cart/1',
      '    not         httproute/default/more spec.rules[0] posted (shop.yaml:69): POST, PathPrefix /cart — the method is not POST',
      '                httproute/default/more spec.rules[1] moved (shop.yaml:72): PathPrefix /basket — the path is another',
    ]);
  });

  it('decides what follows from the request, and says what does not', async () => {
    const [unknown] = (await explain('GET', cart)).walks;
    assert.deepEqual(
      unknown?.filters.map(({ does }) => does),
      ['depends'],
    );
    assert.equal(unknown?.outcome.depends, true);
    const [far] = (await explain('GET', cart, '--from', '192.0.2.1')).walks;
    assert.deepEqual([far?.outcome.kind, far?.outcome.status], ['answered', 403]);
  });

  it('says why a rule that takes a request cannot serve it', async () => {
    const [walk] = (await explain('POST', cart)).walks;
    assert.equal(walk?.outcome.status, 500);
    assert.deepEqual(
      walk?.findings.map(({ path, reason }) => [path, reason]),
      [['spec.rules[0].backendRefs[0]', 'BackendNotFound']],
    );
    // Whatever else would match is told why it did not.
    assert.deepEqual(walk?.others.nearest[0]?.because, { kind: 'precedence', by: 'method' });
  });

  it('says where a redirect leads, and reads a URL without a method as GET', async () => {
    const [walk] = (await explain('http://shop.example.com:8080/x/../basket/2?y=z')).walks;
    assert.equal(walk?.path, '/basket/2?y=z');
    assert.equal(walk?.outcome.location, 'http://shop.example.com:8080/cart/2?y=z');
  });

  it('says what is wrong with what is asked', async () => {
    const refused = async (code: number, words: RegExp, ...asked: readonly string[]) => {
      const { code: ended, stderr } = await place.run(['explain', 'request', ...asked, '-f', 'shop.yaml']);
      assert.equal(ended, code, stderr);
      assert.match(stderr, words);
    };
    await refused(
      1,
      /no Gateway listens on port 80: default\/web on 8080\./,
      'GET',
      'http://shop.example.com/',
    );
    await refused(
      1,
      /no Gateway edge\/none is served; there are default\/web/,
      'GET',
      cart,
      '--gateway',
      'edge/none',
    );
    await refused(2, /has no scheme: write http:\/\/shop\.example\.com/, 'GET', 'shop.example.com');
    await refused(2, /is not a header: write 'name: value'/, 'GET', cart, '-H', 'x-tenant');
    await refused(2, /nobody is not an IP address/, 'GET', cart, '--from', 'nobody');
  });

  it('asks a control plane that runs', async () => {
    const serve = place.start(['serve', '-f', 'shop.yaml', '--xds', '127.0.0.1:0', '--api', '127.0.0.1:0']);
    const [, api = ''] = await serve.says(/REST on (http:\S+?):? \d+ object/);
    const run = await place.run(['explain', 'request', 'GET', cart, '--from', '10.1.2.3', '--api', api]);
    assert.match(succeeded(run), /goes to backend\/default\/cart or backend\/default\/names/);
    serve.child.kill('SIGTERM');
    await serve.ended;
  });
});
