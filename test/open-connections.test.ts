import assert from 'node:assert/strict';
import http from 'node:http';
import { describe, it } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { ask } from './harness/client.ts';
import { backend, gatewayOn, route, rule } from './harness/manifests.ts';
import { runGateway } from './harness/running-gateway.ts';
import { startUpstreams } from './harness/upstreams.ts';

describe('a connection that is open while somebody is told to ask about its requests', () => {
  it('is not served unasked when the first policy comes: who comes by it is told to come by another, where the policy is in force', async () => {
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

  it('is asked about by whom a rule names, as soon as that is edited', async () => {
    const upstreams = await startUpstreams();
    const plain = await freePort();
    const guarded = (by: string, settings: string) =>
      route('r', 'any.test', rule('/', 'a')).replace(
        'backendRefs:',
        `filters: [{type: ExternalAuth, externalAuth: {backendRef: {group: gateway.envoyproxy.io, kind: Backend, name: ${by}}, ${settings}}}], backendRefs:`,
      );
    const gateway = await runGateway({
      'gateway.yaml': gatewayOn(plain),
      'backends.yaml': [
        backend('a', upstreams.values.a),
        backend('guard', upstreams.values.guard),
        backend('another', upstreams.values.guard),
      ].join('---'),
      'route.yaml': guarded('guard', 'protocol: HTTP, http: {path: /before, allowedHeaders: [x-token]}'),
    });
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const asked = (headers: Readonly<Record<string, string>>) =>
      new Promise<string>((resolve, reject) => {
        const options = {
          agent,
          host: '127.0.0.1',
          port: plain,
          path: '/',
          headers: { host: 'any.test', ...headers },
        };
        http
          .get(options, response => {
            const chunks: Buffer[] = [];
            response.on('data', chunk => chunks.push(chunk));
            response.once('end', () => {
              const seen = response.statusCode === 200 ? JSON.parse(Buffer.concat(chunks).toString()) : {};
              resolve(`${response.statusCode} ${seen.headers?.['x-asked'] ?? ''}`);
            });
          })
          .once('error', reject);
      });
    const passing = { 'x-token': 'let-me-in' };
    try {
      assert.deepEqual([await asked(passing), await asked({})], ['200 GET any.test/before/', '401 ']);
      await gateway.edit(
        'route.yaml',
        guarded('another', 'protocol: HTTP, http: {path: /after, allowedHeaders: [x-token]}'),
      );
      assert.deepEqual([await asked(passing), await asked({})], ['200 GET any.test/after/', '401 ']);
    } finally {
      agent.destroy();
      await gateway.close();
      await upstreams.close();
    }
  });
});
