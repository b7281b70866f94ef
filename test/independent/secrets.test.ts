import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Document, namespace, viewOf } from '../../bench/generate/index.ts';
import { writeDocument } from '../../bench/harness/edit.ts';
import { within } from '../../bench/harness/within.ts';
import { makeKeyPair } from '../harness/key-pair.ts';
import { plan, serving, skip } from './serving.ts';

/** The number of the proxy that the test connects itself. */
const secure = plan.gateways.length;

const gateway: Document = {
  file: 'gateway-secure.yaml',
  text: `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: secure
  namespace: ${namespace}
spec:
  gatewayClassName: bench
  listeners:
  - name: https
    protocol: HTTPS
    port: 443
    tls:
      certificateRefs:
      - name: certificate
`,
};

function secret(): Document {
  const pair = makeKeyPair();
  return {
    file: 'secret.yaml',
    text: `apiVersion: v1
kind: Secret
metadata:
  name: certificate
  namespace: ${namespace}
type: kubernetes.io/tls
data:
  tls.crt: ${pair.certificate}
  tls.key: ${pair['private-key']}
`,
  };
}

test('a certificate arrives by its own name, and a new one as that secret alone', { skip }, () =>
  serving(async ({ client, server, directory }) => {
    writeDocument(directory, secret(), 'rename');
    writeDocument(directory, gateway, 'rename');
    await client.connect(server.target, [{ id: 'secure', cluster: viewOf('secure') }]);
    const arrived = await client.await([{ kind: 'count', value: 'secret', count: 1 }], [secure]);
    await within(arrived.times, server, 'the certificate');

    const [before] = await client.snapshot([secure]);
    const renewed = secret();
    await client.reset();
    const again = await client.await([{ kind: 'text', value: 'BEGIN CERTIFICATE' }], [secure]);
    writeDocument(directory, renewed, 'rename');
    await within(again.times, server, 'the new certificate');
    const [after] = await client.snapshot([secure]);
    assert.notDeepEqual(after?.hashes.secret, before?.hashes.secret);
    assert.deepEqual(Object.keys(after?.counts ?? {}), ['secret']);
    const others = (await client.snapshot(plan.gateways.map((_, i) => i))).map(proxy => proxy.counts);
    assert.deepEqual(
      others,
      plan.gateways.map(() => ({})),
      'nobody else was told',
    );
  }),
);
