import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { createEc2Discovery, discoveriesAsking } from '#discovery';
import { createManualClock } from '#graph';
import { freePort } from '#lib/testing/free-port.ts';
import { createStateDirectory } from '#state';
import { type AwsWorld, type Keys, startAwsWorld } from './aws/world.ts';
import { ask } from './harness/client.ts';
import { gatewayOn, route } from './harness/manifests.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';

const secret = (name: string, { keyId, secret }: Keys) => `
apiVersion: v1
kind: Secret
metadata: {name: ${name}}
stringData: {accessKey: ${keyId}, secretKey: ${secret}}
`;
const backend = (name: string, port: number, auth: string, more: string) => `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: ${name}}
spec: {type: AWS, aws: {region: us-east-1, ${auth} ec2: {port: ${port}, ${more}}}}
`;
const ofGloo = (port: number, role: string) => `
apiVersion: gloo.solo.io/v1
kind: Upstream
metadata: {name: of-gloo}
spec:
  awsEc2:
    region: us-east-1
    secretRef: {name: actor, namespace: default}
    roleArn: ${role}
    port: ${port}
    filters: [{kvPair: {key: tier, value: store}}]
`;
const keysOf = (name: string) => `auth: {type: Secret, secretRef: {name: ${name}}},`;
const shop = 'filters: [{key: app}, {keyValue: {key: tier, value: web}}]';
const rule = (name: string) =>
  `    - matches: [{path: {value: /${name}}}]
      backendRefs: [{group: gateway.kgateway.dev, kind: Backend, name: ${name}}]`;

describe('instances of AWS EC2, through a real Envoy', () => {
  let world: AwsWorld;
  let gateway: RunningGateway;
  let plain: number;
  const clock = createManualClock();
  const servers: Server[] = [];
  const instances: string[] = [];

  before(async () => {
    plain = await freePort();
    world = await startAwsWorld();
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_EC2: world.url,
      AWS_ENDPOINT_URL_STS: world.url,
      AWS_ACCESS_KEY_ID: world.actor.keyId,
      AWS_SECRET_ACCESS_KEY: world.actor.secret,
    });
    const port = await freePort();
    for (const address of ['127.0.0.2', '127.0.0.3', '127.0.0.4']) {
      const server = createServer((_, response) => response.end(address));
      server.keepAliveTimeout = 0;
      servers.push(server.listen(port, address));
      await once(server, 'listening');
    }
    instances.push(await world.run('127.0.0.2', { app: 'shop', tier: 'web' }));
    instances.push(await world.run('127.0.0.4', { app: 'shop', tier: 'store' }));
    gateway = await runGateway(
      {
        'gateway.yaml': gatewayOn(plain),
        'reader.yaml': secret('reader', world.reader),
        'nobody.yaml': secret('nobody', world.nobody),
        'liar.yaml': secret('liar', { ...world.reader, secret: 'made/up' }),
        'shop.yaml': backend('shop', port, keysOf('reader'), shop),
        'public.yaml': backend('public', port, keysOf('reader'), `addressType: PublicIP, ${shop}`),
        'none.yaml': backend('none', port, keysOf('reader'), 'filters: [{key: nobody-has-this}]'),
        'role.yaml': backend(
          'role',
          port,
          `auth: {type: AssumeRole, assumeRole: {roleArn: "${world.role}"}},`,
          shop,
        ),
        'actor.yaml': secret('actor', world.actor),
        'of-gloo.yaml': ofGloo(port, world.role),
        'forbidden.yaml': backend('forbidden', port, keysOf('nobody'), shop),
        'disbelieved.yaml': backend('disbelieved', port, keysOf('liar'), shop),
        'everybody.yaml': backend('everybody', port, keysOf('reader'), 'filters: []'),
        'all.yaml': backend('all', port, keysOf('reader'), 'filters: []').replace(
          'name: all',
          'name: all, annotations: {fairlead.dev/every-instance: "true"}',
        ),
        'routes.yaml': route(
          'shop',
          'ec2.test',
          ...['shop', 'role', 'all', 'forbidden', 'of-gloo'].map(rule),
        ),
      },
      undefined,
      {
        discoveries: {
          ...discoveriesAsking(),
          ec2: onKnown => createEc2Discovery({ onKnown, clock }),
        },
      },
    );
  });
  after(async () => {
    await gateway.close();
    await world.close();
    for (const server of servers) server.close();
  });

  const conditionOf = (name: string, type = 'EndpointsDiscovered', kind = 'gateway.kgateway.dev/Backend') => {
    const key = `${kind}/local/default/${name}`;
    const { conditions = [] } = gateway.controlPlane.pipeline.status.statuses.get(key) ?? {};
    return conditions.find(condition => condition.type === type);
  };
  /** Resolves when status tells of a Backend that it is so. */
  const said = async (name: string, reason: string, kind?: string) => {
    const { statuses } = gateway.controlPlane.pipeline.status;
    const now = () => conditionOf(name, undefined, kind);
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`${name}: ${JSON.stringify(now())}, not ${reason}`)),
        60_000,
      );
      const look = () => {
        if (now()?.reason !== reason) return;
        clearTimeout(late);
        unsubscribe();
        resolve();
      };
      const unsubscribe = statuses.subscribe(look);
      look();
    });
    return now()?.message ?? '';
  };
  /** Who answers, of as many as there can be. */
  const answering = async (name: string): Promise<string> => {
    const answers = new Set<string>();
    for (let i = 0; i < 40; i++) {
      const { status, body } = await ask({ plain, secure: 0 }, { host: 'ec2.test', path: `/${name}` });
      answers.add(status === 200 ? body.replace('127.0.0', '') : String(status));
    }
    return [...answers].sort().join(' ');
  };
  /** Resolves when these serve, and nobody else: an Envoy that has acknowledged may still send by what it had. */
  const serves = async (name: string, wanted: string) => {
    const late = AbortSignal.timeout(60_000);
    for (;;) {
      const found = await answering(name);
      if (found === wanted) return;
      if (late.aborted) assert.equal(found, wanted);
    }
  };

  it('those that have all of the tags serve, by whatever way AWS was asked', async () => {
    assert.equal(await said('shop', 'Discovered'), '1 running instances of us-east-1 are used');
    await serves('shop', '.2');
    await said('role', 'Discovered');
    await serves('role', '.2');
    await said('of-gloo', 'Discovered', 'gloo.solo.io/Upstream');
    await serves('of-gloo', '.4');
    await said('public', 'Discovered');
  });

  it('every instance of a region is meant only where that is said twice', async () => {
    assert.equal(conditionOf('everybody', 'Accepted')?.status, 'False');
    assert.match(conditionOf('everybody', 'Accepted')?.message ?? '', /every running instance of the region/);
    await said('all', 'Discovered');
    await serves('all', '.2 .4');
  });

  it('who is not believed, may not, or has none is told so, alone', async () => {
    assert.match(
      await said('disbelieved', 'CredentialError'),
      /^AWS could not be asked for the instances of us-east-1/,
    );
    assert.match(await said('forbidden', 'AuthorizationError'), /UnauthorizedOperation|AccessDenied/);
    await serves('forbidden', '503');
    assert.equal(await said('none', 'NoMatchingInstances'), 'of us-east-1 no running instance has its tags');
  });

  it('instances come, change their tags, and go', async () => {
    instances.push(await world.run('127.0.0.3', { app: 'shop', tier: 'web' }));
    clock.turn(60_000);
    await serves('shop', '.2 .3');
    await world.tag(instances[1] ?? '', 'tier', 'web');
    clock.turn(60_000);
    await serves('shop', '.2 .3 .4');
    await world.terminate(instances[0] ?? '');
    clock.turn(60_000);
    await serves('shop', '.3 .4');
  });

  it('those that were found last serve while AWS refuses, or is away, and that is said', async () => {
    await world.forbid();
    clock.turn(60_000);
    const refused = await said('shop', 'Degraded');
    assert.match(refused, /those that were last known stay: 2 of them have its tags$/);
    await serves('shop', '.3 .4');
    await world.allow();
    clock.turn(60_000);
    await said('shop', 'Discovered');
    await world.goAway();
    clock.turn(60_000);
    assert.match(await said('shop', 'Degraded'), /ECONNREFUSED/);
    await serves('shop', '.3 .4');
    await world.comeBack();
    clock.turn(60_000);
    await said('shop', 'Discovered');
  });

  it('a Secret that goes leaves what it found, and one that comes back is asked by at once', async () => {
    gateway.write('reader.yaml', '');
    assert.match(await said('shop', 'Degraded'), /names Secret default\/reader, which was not found/);
    await serves('shop', '.3 .4');
    gateway.write('reader.yaml', secret('reader', world.reader));
    await said('shop', 'Discovered');
  });

  it('what is remembered over a restart names nobody’s keys', async () => {
    const state = createStateDirectory(`${gateway.directory}/../state`);
    const answers = [...(await state.load())].filter(([name]) => name.startsWith('answer '));
    await state.close();
    assert.deepEqual(answers.map(([name]) => name).sort(), [
      `answer ec2 us-east-1 - /Secret/local/default/reader`,
      `answer ec2 us-east-1 ${world.role} -`,
      `answer ec2 us-east-1 ${world.role} /Secret/local/default/actor`,
    ]);
    const text = JSON.stringify(answers);
    for (const { keyId, secret } of [world.reader, world.actor, world.nobody])
      assert.ok(!text.includes(keyId) && !text.includes(secret));
  });
});
