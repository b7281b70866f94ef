import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { ask } from './harness/client.ts';
import { evaluate } from './harness/evaluation.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';
import { startUpstreams, type Upstreams } from './harness/upstreams.ts';

const shop = (version: string, address: string, port: string | number | undefined) => `
type: Dataplane
mesh: default
name: shop-${version}
networking:
  address: ${address}
  inbound:
    - port: 8080
      serviceAddress: 127.0.0.1
      servicePort: ${port}
      protocol: http
      tags: {kuma.io/service: shop, version: ${version}}
`;
const client = (port: number) => `
type: Dataplane
mesh: default
name: client
networking:
  address: 127.8.4.1
  inbound: [{port: 8080, serviceAddress: 127.0.0.1, servicePort: 80, protocol: http, tags: {kuma.io/service: client}}]
  outbound: [{port: ${port}, tags: {kuma.io/service: shop}}]
`;
const subset = (version: string) => `{kind: MeshServiceSubset, name: shop, tags: {version: ${version}}}`;
const route = (...rules: readonly (readonly [string, string])[]) => `
type: MeshHTTPRoute
mesh: default
name: by-version
spec:
  to:
    - targetRef: {kind: MeshService, name: shop}
      rules:
${rules
  .map(
    ([path, ref]) =>
      `        - {matches: [{path: {type: PathPrefix, value: ${path}}}], default: {backendRefs: [${ref}]}}`,
  )
  .join('\n')}
`;

describe('some of the endpoints of a service', () => {
  let upstreams: Upstreams;
  let mesh: RunningGateway;
  let port = 0;

  before(async () => {
    upstreams = await startUpstreams();
    port = await freePort();
    mesh = await runGateway({
      'client.yaml': client(port),
      'one.yaml': shop('v1', '127.8.4.2', upstreams.values.a),
      'two.yaml': shop('v2', '127.8.4.3', upstreams.values.b),
    });
  });
  after(async () => {
    await mesh.close();
    await upstreams.close();
  });

  const get = (path: string) => ask({ plain: port, secure: 0 }, { host: 'shop', path });
  const backends = async (path: string) => {
    const answers = await Promise.all(Array.from({ length: 24 }, () => get(path)));
    return new Set(answers.map(({ status, seen }) => seen?.backend ?? status));
  };

  it('get what a route sends them by their tags, as they come and go', async () => {
    assert.deepEqual(await backends('/'), new Set(['a', 'b']));
    const routes = route(['/one', subset('v1')], ['/two', subset('v2')], ['/none', subset('v3')]);
    await mesh.under(routes, async () => {
      assert.deepEqual(await backends('/one'), new Set(['a']));
      assert.deepEqual(await backends('/two'), new Set(['b']));
      assert.deepEqual(await backends('/none'), new Set([503]));
      assert.deepEqual(await backends('/'), new Set(['a', 'b']));
      await mesh.edit('two.yaml', shop('v3', '127.8.4.3', upstreams.values.b));
      const deadline = Date.now() + 10_000;
      while (!(await backends('/none')).has('b')) assert.ok(Date.now() < deadline);
    });
  });

  it('are used as their service is, and said not to be there where it is not', () => {
    const times = `
type: MeshTimeout
mesh: default
name: a
spec: {to: [{targetRef: {kind: MeshService, name: shop}, default: {connectionTimeout: 3s}}]}
`;
    const absent = subset('v1').replace('name: shop', 'name: nobody');
    const files = [
      client(80),
      shop('v1', '127.8.4.2', 81),
      times,
      route(['/one', subset('v1')], ['/x', absent]),
    ];
    const outcome = evaluate(files.join('---')).outcome();
    const text = JSON.stringify(outcome);
    assert.match(text, /names the MeshServiceSubset nobody, which is not there/);
    assert.equal([...text.matchAll(/"connectTimeout":"3s"/g)].length, 2);
  });
});
