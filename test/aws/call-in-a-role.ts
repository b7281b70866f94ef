// Calls a function in a role, in a network namespace where AWS's names lead to loopback, and prints what was seen of it.
import { once } from 'node:events';
import { createServer } from 'node:https';
import { freePort } from '#lib/testing/free-port.ts';
import { ask } from '../harness/client.ts';
import { makeKeyPair } from '../harness/key-pair.ts';
import { gatewayOn, route } from '../harness/manifests.ts';
import { runGateway } from '../harness/running-gateway.ts';
import { type FunctionCall, startFunctionEndpoint } from './function-endpoint.ts';

/** What it is asked, and which keys it gives. */
const asked: FunctionCall[] = [];
const given = { AccessKeyId: 'AKIDOFTHEROLE', SecretAccessKey: 'of/the+role', SessionToken: 'tOkEn==' };
const { certificate, 'private-key': privateKey } = makeKeyPair('sts.us-east-1.amazonaws.com');
const pem = (base64: string) => Buffer.from(base64, 'base64').toString();
const sts = createServer({ cert: pem(certificate), key: pem(privateKey) }, (request, response) => {
  const { method = '', url: path = '', headers } = request;
  asked.push({ method, path, headers: headers as Record<string, string>, body: '' });
  const Credentials = { ...given, Expiration: Date.now() / 1000 + 3600 };
  response.end(JSON.stringify({ AssumeRoleResponse: { AssumeRoleResult: { Credentials } } }));
});
sts.listen(443, '127.0.0.1');
await once(sts, 'listening');

const endpoint = await startFunctionEndpoint();
const plain = await freePort();
const gateway = await runGateway({
  'gateway.yaml': gatewayOn(plain),
  'greet.yaml': `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: greet}
spec:
  aws:
    accountId: "123456789012"
    auth: {type: AssumeRole, assumeRole: {roleArn: "arn:aws:iam::123456789012:role/gateway", sessionName: edge, externalId: of-ours, sessionDuration: 30m}}
    lambda: {functionName: greet, payloadTransformMode: None, endpointURL: "http://127.0.0.1:${endpoint.port}"}
`,
  'route.yaml': route(
    'greet',
    'lambda.test',
    '    - backendRefs: [{group: gateway.kgateway.dev, kind: Backend, name: greet}]',
  ),
});
// Envoy asks for the keys when it is told of the role: until it has them, nobody signs.
const late = AbortSignal.timeout(60_000);
do await ask({ plain, secure: 0 }, { host: 'lambda.test', path: '/' });
while (endpoint.calls.at(-1)?.headers.authorization === undefined && !late.aborted);
console.log(JSON.stringify({ call: endpoint.calls.at(-1), asked: asked[0] }));
await gateway.close();
await endpoint.close();
sts.close();
sts.closeAllConnections();
