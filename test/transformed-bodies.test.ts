import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { gatewayOn } from './harness/manifests.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';

/** Answers with what it was asked to (`x-answer`, of type `x-type`), or with what it saw. */
function listen(): http.Server {
  const server = http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { 'x-answer': answer, 'x-type': type = 'application/json' } = request.headers;
    response.setHeader('content-type', type);
    response.end(answer ?? JSON.stringify({ body, told: request.headers['x-told'] ?? null }));
  });
  return server.listen(0, '127.0.0.1');
}

const manifests = (port: number, upstream: number) => `${gatewayOn(port)}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: a}
spec: {static: {hosts: [{host: 127.0.0.1, port: ${upstream}}]}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: edge}]
  rules: [{backendRefs: [{group: gateway.kgateway.dev, kind: Backend, name: a}]}]
`;

const policy = (transformation: object) => `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: bodies}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: shop}]
  transformation: ${JSON.stringify(transformation)}
`;

interface Sent {
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

describe('what kgateway’s transformations make of bodies, in a real Envoy', () => {
  const upstream = listen();
  let port: number;
  let running: RunningGateway;
  before(async () => {
    if (!upstream.listening) await once(upstream, 'listening');
    port = await freePort();
    running = await runGateway({ 'all.yaml': manifests(port, (upstream.address() as AddressInfo).port) });
  });
  after(async () => {
    await running.close();
    upstream.close();
    upstream.closeAllConnections();
  });

  async function send({ body, headers = {} }: Sent) {
    const request = http.request({
      ...{ host: '127.0.0.1', port, path: '/', agent: false },
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json', ...headers },
    });
    request.end(body);
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    let text = '';
    for await (const chunk of response) text += chunk;
    return { status: response.statusCode, headers: response.headers, text };
  }

  it('a body of JSON becomes what the template says, from its fields, headers and text', async () => {
    const value = 'to {{ shop.name }}, {{ count }} of them, for {{ header("x-user") }}: 100%\n{{ none }}.';
    await running.under(policy({ request: { body: { parseAs: 'AsJson', value } } }), async () => {
      const { text } = await send({
        body: '{"shop":{"name":"till"},"count":3}',
        headers: { 'x-user': 'ann' },
      });
      assert.equal((JSON.parse(text) as { body: string }).body, 'to till, 3 of them, for ann: 100%\n.');
    });
  });

  it('headers are told what a body holds, which stays as it is without a template of its own', async () => {
    const request = {
      set: [{ name: 'x-told', value: 'it is {{ shop.name }}' }],
      body: { parseAs: 'AsJson' },
    };
    await running.under(policy({ request }), async () => {
      const body = '{"shop":{"name":"till"}}';
      const { text } = await send({ body });
      assert.deepEqual(JSON.parse(text), { body, told: 'it is till' });
    });
  });

  it('answers are rewritten as well, and told in headers', async () => {
    const response = {
      add: [{ name: 'x-of', value: '{{ kind }}' }],
      body: { parseAs: 'AsJson', value: '{"only":"{{ kind }}","to":"{{ request_header("x-user") }}"}' },
    };
    await running.under(policy({ response }), async () => {
      const sent = { 'x-answer': '{"kind":"tea","secret":"s"}', 'x-user': 'ann' };
      const { text, headers } = await send({ headers: sent });
      assert.deepEqual([text, headers['x-of']], ['{"only":"tea","to":"ann"}', 'tea']);
      const plain = await send({ headers: { 'x-answer': 'as it is', 'x-type': 'text/plain' } });
      assert.equal(plain.text, 'as it is');
    });
  });

  const unserved: readonly (readonly [string, object, RegExp])[] = [
    [
      'texts of any type',
      { value: 'gone' },
      /spec\.transformation\.response\.body\.parseAs is not served: Envoy rewrites bodies of JSON alone/,
    ],
    [
      'what Envoy cannot compute',
      { parseAs: 'AsJson', value: '{{ upper(kind) }}' },
      /spec\.transformation\.response\.body\.value .*\{\{ upper\(kind\) \}\} is nothing that Envoy has/,
    ],
  ];
  for (const [what, body, message] of unserved)
    it(`nothing passes where a body was to become ${what}: what it should lose would be seen`, async () => {
      await running.under(policy({ response: { body } }), async () => {
        const { status } = await send({ headers: { 'x-answer': '{"kind":"tea"}' } });
        assert.equal(status, 500);
        const { statuses } = running.controlPlane.pipeline.status;
        const said = [...statuses.entries()].map(([, status]) => JSON.stringify(status)).join('\n');
        assert.match(said.replaceAll('\\"', '"'), message);
      });
    });

  it('a body that is not to be read is left alone', async () => {
    await running.under(
      policy({
        response: { set: [{ name: 'x-of', value: 'it' }], body: { parseAs: 'None', value: 'gone' } },
      }),
      async () => {
        const { text, headers } = await send({ headers: { 'x-answer': '{"kind":"tea"}' } });
        assert.deepEqual([text, headers['x-of']], ['{"kind":"tea"}', 'it']);
      },
    );
  });
});
