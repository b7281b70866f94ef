import assert from 'node:assert/strict';
import http from 'node:http';
import { describe, it } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { ask } from './harness/client.ts';
import { backend, gatewayOn, route, rule } from './harness/manifests.ts';
import { runGateway } from './harness/running-gateway.ts';
import { startUpstreams } from './harness/upstreams.ts';

describe('a connection that is open while the first policy of its kind is attached', () => {
  it('is not served unasked: who comes by it is told to come by another, where the policy is in force', async () => {
    const upstreams = await startUpstreams();
    const plain = await freePort();
    const gateway = await runGateway({
      'gateway.yaml': gatewayOn(plain),
      'route.yaml': [backend('a', upstreams.values.a), route('r', 'any.test', rule('/', 'a'))].join('---'),
    });
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const onOpenConnection = () =>
      new Promise<number | undefined>((resolve, reject) => {
        const options = { agent, host: '127.0.0.1', port: plain, path: '/', headers: { host: 'any.test' } };
        http
          .get(options, response => {
            response.resume();
            response.once('end', () => resolve(response.statusCode));
          })
          .once('error', reject);
      });
    const onNewConnection = async () =>
      (await ask({ plain, secure: 0 }, { host: 'any.test', path: '/' })).status;
    try {
      assert.deepEqual([await onOpenConnection(), await onNewConnection()], [200, 200]);
      gateway.write(
        'policy.yaml',
        `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: SecurityPolicy
metadata: {name: nobody}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: r}]
  authorization: {defaultAction: Deny}
`,
      );
      while ((await onNewConnection()) === 200) await new Promise(setImmediate);
      assert.equal(await onNewConnection(), 403, 'the policy is in force');
      assert.equal(await onOpenConnection(), 421, 'for those who were there before as well');
      gateway.write('policy.yaml', '');
      while ((await onNewConnection()) !== 200) await new Promise(setImmediate);
      assert.equal(await onNewConnection(), 200, 'and not when it has gone');
    } finally {
      agent.destroy();
      await gateway.close();
      await upstreams.close();
    }
  });
});
