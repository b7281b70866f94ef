import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { askAdmin } from '#dataplane';
import { renderResource } from '#envoy/printing';
import { freePort } from '#lib/testing/free-port.ts';
import { type FunctionCall, type FunctionEndpoint, startFunctionEndpoint } from './aws/function-endpoint.ts';
import { checkSignature } from './aws/signatures.ts';
import { type Answer, ask } from './harness/client.ts';
import { gatewayOn, route } from './harness/manifests.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';

const keys = { keyId: 'AKIDOFTHETEST', secret: 'sEcReT/of+the+test' };
const other = { keyId: 'AKIDTHENEXT', secret: 'sEcReT/that+came+next' };
const ambient = { keyId: 'AKIDAROUND', secret: 'sEcReT/of+the+surroundings' };
const token = 'tOkEn//of+the+session==';

const secret = (name: string, { keyId, secret }: typeof keys, more = '') => `
apiVersion: v1
kind: Secret
metadata: {name: ${name}}
stringData: {accessKey: ${keyId}, secretKey: ${secret}${more}}
`;
const backend = (name: string, lambda: string, secret?: string) => `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: ${name}}
spec:
  type: AWS
  aws:
    region: eu-central-1
    accountId: "123456789012"
    ${secret === undefined ? '' : `auth: {type: Secret, secretRef: {name: ${secret}}}`}
    lambda: ${lambda}
`;
const rule = (path: string, ...names: string[]) =>
  `    - matches: [{path: {value: ${path}}}]
      backendRefs: [${names.map(name => `{group: gateway.kgateway.dev, kind: Backend, name: ${name}}`).join(', ')}]`;

const signed = { isValid: true, service: 'lambda', region: 'eu-central-1' };
const invoked = (name: string) =>
  `/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:${name}/invocations`;

describe('functions of AWS Lambda, through a real Envoy', () => {
  let endpoint: FunctionEndpoint;
  let gateway: RunningGateway;
  let plain: number;
  before(async () => {
    plain = await freePort();
    // Envoy is started with what is around the control plane.
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: ambient.keyId, AWS_SECRET_ACCESS_KEY: ambient.secret });
    endpoint = await startFunctionEndpoint();
    const at = `endpointURL: "http://127.0.0.1:${endpoint.port}"`;
    gateway = await runGateway({
      'gateway.yaml': gatewayOn(plain),
      'keys.yaml': secret('keys', keys),
      'session.yaml': secret('session', keys, `, sessionToken: ${token}`),
      'wrapped.yaml': backend('wrapped', `{functionName: greet, ${at}}`, 'keys'),
      'bare.yaml': backend(
        'bare',
        `{functionName: greet, qualifier: live, payloadTransformMode: None, ${at}}`,
        'session',
      ),
      'later.yaml': backend(
        'later',
        `{functionName: greet, qualifier: "7", invocationMode: Async, ${at}}`,
        'keys',
      ),
      'keyless.yaml': backend('keyless', `{functionName: greet, ${at}}`, 'nobodys'),
      'ambient.yaml': backend('ambient', `{functionName: greet, ${at}}`),
      'routes.yaml': route(
        'functions',
        'lambda.test',
        rule('/wrapped', 'wrapped'),
        rule('/bare', 'bare'),
        rule('/later', 'later'),
        rule('/keyless', 'keyless'),
        rule('/ambient', 'ambient'),
      ),
    });
  });
  after(async () => {
    await gateway.close();
    await endpoint.close();
  });

  const call = async (path: string, more: object = {}): Promise<{ answer: Answer; call?: FunctionCall }> => {
    const before = endpoint.calls.length;
    const answer = await ask({ plain, secure: 0 }, { host: 'lambda.test', path, ...more });
    assert.ok(endpoint.calls.length <= before + 1, 'a request is one call');
    const [call] = endpoint.calls.slice(before);
    return { answer, ...(call === undefined ? {} : { call }) };
  };

  const said = (answer: object) =>
    endpoint.answer(JSON.stringify({ headers: { 'content-type': 'text/plain' }, ...answer }));

  it('a request is a call that says all of it, signed by the keys of the Secret; what the function answers is the answer', async () => {
    said({ statusCode: 201, cookies: ['a=1'], body: 'hello' });
    const { answer, call: seen } = await call('/wrapped/a?x=1', { headers: { 'x-asked': 'yes' } });
    assert.deepEqual([answer.status, answer.body, answer.headers['set-cookie']], [201, 'hello', ['a=1']]);
    assert.equal(seen?.method, 'POST');
    assert.equal(seen?.path, invoked('greet:$LATEST'));
    assert.equal(seen?.headers['x-amz-invocation-type'], 'RequestResponse');
    assert.equal(seen?.headers.host, `127.0.0.1:${endpoint.port}`);
    const { raw_path, method, query_string_parameters, headers } = JSON.parse(seen?.body ?? '');
    assert.deepEqual([raw_path, method, query_string_parameters], ['/wrapped/a?x=1', 'GET', { x: '1' }]);
    assert.equal(headers['x-asked'], 'yes');
    assert.deepEqual(checkSignature(seen, keys), signed);
    assert.equal(checkSignature(seen, other).isValid, false);
  });

  it('payloadTransformMode None sends the body as it is, and answers what the function answered', async () => {
    endpoint.answer('{"of": "the function"}');
    const { answer, call: seen } = await call('/bare', { method: 'PUT', bytes: 5 });
    assert.deepEqual([answer.status, answer.body], [200, '{"of": "the function"}']);
    assert.deepEqual([seen?.method, seen?.path], ['POST', invoked('greet:live')]);
    assert.equal(seen?.body.length, 5);
    assert.equal(seen?.headers['x-amz-security-token'], token);
    assert.deepEqual(checkSignature(seen, keys), signed);
  });

  it('invocationMode Async does not wait for the function', async () => {
    endpoint.answer('', 202);
    const { answer, call: seen } = await call('/later');
    assert.equal(answer.status, 202);
    assert.equal(seen?.path, invoked('greet:7'));
    assert.equal(seen?.headers['x-amz-invocation-type'], 'Event');
    assert.deepEqual(checkSignature(seen, keys), signed);
  });

  it('where no keys are written, those around the proxy sign, and once', async () => {
    said({ body: 'hello' });
    const { answer, call: seen } = await call('/ambient');
    assert.equal(answer.status, 200);
    assert.deepEqual(checkSignature(seen, ambient), signed);
  });

  it('what is called with, and answered, may be as much as AWS takes', async () => {
    const body = 'z'.repeat(4_000_000);
    said({ body });
    const { answer, call: seen } = await call('/wrapped', { method: 'POST', bytes: 4_000_000 });
    assert.deepEqual([answer.status, answer.body.length], [200, body.length]);
    assert.equal(Buffer.from(JSON.parse(seen?.body ?? '').body, 'base64').length, 4_000_000);
    assert.deepEqual(checkSignature(seen, keys), signed);
  });

  it('what AWS refuses reaches the client as AWS said it', async () => {
    const refusal = '{"message": "The security token included in the request is expired"}';
    endpoint.answer(refusal, 403);
    const { answer } = await call('/wrapped');
    assert.deepEqual([answer.status, answer.body], [403, refusal]);
  });

  it('a Backend without its keys is not accepted, alone; it is called when they come, and by others when they change', async () => {
    said({ body: 'hello' });
    const conditionOf = (name: string) => {
      const key = `gateway.kgateway.dev/Backend/local/default/${name}`;
      const { conditions = [] } = gateway.controlPlane.pipeline.status.statuses.get(key) ?? {};
      return conditions.map(({ type, status, message }) => [type, status, message]);
    };
    const missing = 'names Secret default/nobodys, which was not found';
    assert.deepEqual(conditionOf('keyless'), [
      ['Accepted', 'False', `The Backend was not accepted: ${missing}`],
    ]);
    assert.deepEqual(conditionOf('wrapped'), [['Accepted', 'True', 'The Backend was accepted']]);
    assert.equal((await call('/keyless')).answer.status, 500);
    for (const next of [keys, other]) {
      await gateway.edit('nobodys.yaml', secret('nobodys', next));
      const { answer, call: seen } = await call('/keyless');
      assert.equal(answer.status, 200);
      assert.deepEqual(checkSignature(seen, next), signed);
    }
  });

  it('a Secret that holds no keys is named, and never quoted', async () => {
    await gateway.edit('nobodys.yaml', secret('nobodys', { ...other, secret: '"two words"' }));
    const status = JSON.stringify([...gateway.controlPlane.pipeline.status.statuses.entries()]);
    assert.match(
      status,
      /names Secret default\/nobodys, which has something under secretKey that is not a key/,
    );
    assert.doesNotMatch(status, /two words/);
  });

  it('no key stands in what Envoy tells of itself, nor in what is shown of what it was sent', async () => {
    const [envoy] = gateway.dataplane.fleet.members();
    assert.ok(envoy !== undefined);
    const dump = await askAdmin(envoy.adminSocket, 'GET', '/config_dump?resource=dynamic_active_clusters');
    const { clusters } = gateway.controlPlane.pipeline.resources;
    const shown = [...clusters.entries()].map(([, cluster]) => renderResource(cluster));
    for (const text of [dump.body, JSON.stringify(shown)]) {
      assert.match(text, /inline_?credential/i);
      for (const hidden of [keys.secret, other.secret, ambient.secret, token])
        assert.ok(!text.includes(hidden));
    }
    assert.doesNotMatch(JSON.stringify(shown), new RegExp(`${keys.keyId}|${other.keyId}`));
  });
});
