import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { decodeResource } from '#resources';
import { type Cluster, createKubernetesSource, openCluster } from '#sources/kubernetes';
import { makeWorkplace, succeeded, type Workplace } from '../../src/cli/testing/workplace.ts';
import { documentsIn } from '../../src/main/testing/hand-fed.ts';
import { cases, fill, fixedValues } from '../harness/cases.ts';
import { ask } from '../harness/client.ts';
import { makeKeyPair } from '../harness/key-pair.ts';
import { gatewayOn } from '../harness/manifests.ts';
import { type RunningGateway, runGateway } from '../harness/running-gateway.ts';
import { startUpstreams, type Upstreams } from '../harness/upstreams.ts';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import { applyDefinitions } from './harness/definitions.ts';
import { apiServerMissing } from './harness/tools.ts';

const values = { ...fixedValues, ...makeKeyPair() };
const apiVersion = 'fairlead.dev/v1alpha1';
const name = 'backends.fairlead.dev';

const backend = (spec: object, called = 'a') => ({
  ...{ apiVersion, kind: 'Backend', metadata: { name: called, namespace: 'default' } },
  spec,
});
const inOneLine = (text: string) => text.replaceAll(/\s+/g, ' ');
const endpoint = { ip: '127.0.0.1', port: 80 };
const endpoints = [endpoint];

/** Each is refused by the API server as `check` refuses it: at the same path, in the same sentence. */
const sameSentence: readonly (readonly [string, object])[] = [
  ['nowhere to go', { protocol: 'http' }],
  ['two places to go', { endpoints, dynamic: {} }],
  ['what members of groups say', { groups: [{ backendRefs: [{ name: 'web', port: 80 }] }], http2: {} }],
  [
    'what is hashed of requests',
    { endpoints, loadBalancer: { type: 'ConsistentHash', consistentHash: { type: 'SourceIP' } } },
  ],
  ['times of requests', { endpoints, timeout: { http: { requestTimeout: '1s' } } }],
  ['two sorts of trust', { endpoints, tls: { wellKnownCACertificates: 'System', insecureSkipVerify: true } }],
  ['ciphers of a version without', { endpoints, tls: { minVersion: '1.3', ciphers: ['AES128-SHA'] } }],
  [
    'two server names',
    {
      endpoints: [{ ...endpoint, hostname: 'a.test' }],
      tls: { sni: 'a.test', autoSNIFromEndpointHostname: true },
    },
  ],
  [
    'a name of the other type',
    { endpoints, tls: { subjectAltNames: [{ type: 'URI', hostname: 'a.test', uri: 'spiffe://a/b' }] } },
  ],
  [
    'intervals that shrink',
    { endpoints, dns: { failureRefresh: { baseInterval: '2s', maxInterval: '1500ms' } } },
  ],
  ['a cookie in a header', { endpoints, sessionPersistence: { type: 'Header', cookie: { name: 'c' } } }],
  ['a cookie without end', { endpoints, sessionPersistence: { cookie: { lifetimeType: 'Permanent' } } }],
];

/** Each is refused at the path of `check`, in words of the API server. */
const samePath: readonly (readonly [string, object])[] = [
  ['a port that is none', { endpoints: [{ ip: '192.0.2.1', port: 65_536 }] }],
  ['a text for a number', { endpoints: [{ ip: '192.0.2.1', port: '80' }] }],
  ['too great a weight', { endpoints: [{ ...endpoint, weight: 1_000_001 }] }],
  ['a type that is none', { endpoints, loadBalancer: { type: 'Fastest' } }],
  ['a duration that is none', { endpoints, timeout: { tcp: { connectTimeout: '2 s' } } }],
  ['two addresses in one', { endpoints: [{ ip: '192.0.2.1', fqdn: 'a.test', port: 80 }] }],
  ['no address', { endpoints: [{ port: 80 }] }],
  ['an empty list', { endpoints: [] }],
  ['a name without letters', { endpoints: [{ ...endpoint, hostname: 'A test' }] }],
];

describe('the definition of a Backend of fairlead.dev', { skip: apiServerMissing() }, () => {
  let server: ApiServer;
  let place: Workplace;
  const apply = (text: string, ...flags: readonly string[]) =>
    server.kubectl(['apply', '--server-side', ...flags, '-f', '-'], text);
  const definitions = async () =>
    succeeded(await place.run(['install', 'control-plane']))
      .split(/^---$/m)
      .filter(one => /^kind: CustomResourceDefinition$/m.test(one))
      .join('---\n');

  before(async () => {
    place = await makeWorkplace();
    server = await startApiServer();
    await applyDefinitions(server, 'standard');
    await apply(await definitions());
    await server.kubectl(['wait', '--for=condition=Established', '--timeout=30s', `crd/${name}`]);
  });
  after(async () => {
    await server?.close();
    await place?.close();
  });

  const refusal = (object: object) =>
    apply(JSON.stringify(object), '--dry-run=server').then(
      () => assert.fail(`taken: ${JSON.stringify(object)}`),
      (error: Error) => error.message,
    );
  const mistakes = (object: object) =>
    decodeResource(object).findings.filter(one => one.severity === 'error');

  it('is structural, and nothing of it is passed over', async () => {
    const { status } = JSON.parse(await server.kubectl(['get', 'crd', name, '-o=json']));
    const conditions = (status.conditions as readonly { readonly type: string; readonly status: string }[])
      .filter(({ type }) => ['NonStructuralSchema', 'NamesAccepted'].includes(type))
      .map(({ type, status }) => `${type}=${status}`);
    assert.deepEqual(conditions, ['NamesAccepted=True']);
  });

  it('takes every Backend that stories use, as it is written', async () => {
    const all = cases()
      .flatMap(({ input }) => documentsIn(fill(input, values)))
      .filter(
        (one): one is { metadata: { name: string } } =>
          (one as { apiVersion?: string })?.apiVersion === apiVersion,
      )
      .filter(one => mistakes(one).length === 0);
    assert.ok(all.length > 8, `${all.length}`);
    const items = all.map((one, i) => ({
      ...one,
      metadata: { name: `${one.metadata.name}-${i}`, namespace: 'default' },
    }));
    await apply(
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
      '--dry-run=server',
      '--validate=strict',
    );
    const long = backend({
      endpoints: [{ fqdn: { hostname: 'a.test', port: 80 }, weight: 2 }, { unix: { path: '/run/a' } }],
    });
    assert.deepEqual(mistakes(long), []);
    await apply(JSON.stringify(long), '--dry-run=server', '--validate=strict');
  });

  for (const [what, spec] of sameSentence) {
    it(`refuses ${what} as check does`, async () => {
      const [mistake] = mistakes(backend(spec));
      assert.ok(mistake !== undefined);
      const said = await refusal(backend(spec));
      assert.ok(
        said.includes(mistake.message) && said.includes(mistake.path),
        `${said}\n${mistake.path}: ${mistake.message}`,
      );
    });
  }

  it('refuses what is out of bounds where check does', async () => {
    for (const [what, spec] of samePath) {
      const [mistake] = mistakes(backend(spec));
      assert.ok(mistake !== undefined, what);
      const said = await refusal(backend(spec));
      assert.ok(said.includes(mistake.path), `${what}: ${said}\n${mistake.path}: ${mistake.message}`);
    }
  });

  it('has fields that it does not know told of, and those that are known and not read kept', async () => {
    const unknown = backend({ endpoints, weight: 3 });
    assert.match(
      await apply(JSON.stringify(unknown), '--dry-run=server', '--validate=strict').catch(String),
      /unknown field "spec\.weight"|\.spec\.weight: field not declared/,
    );
    const unread = backend({ endpoints, connection: { socketBufferLimit: '1Mi' } });
    await apply(JSON.stringify(unread), '--dry-run=server', '--validate=strict');
  });

  it('explains its fields to kubectl, which knows it by its category', async () => {
    const explained = await server.kubectl(['explain', 'backends.fairlead.dev.spec.groups']);
    const definition = JSON.parse(await server.kubectl(['get', 'crd', name, '-o=json']));
    const { description } =
      definition.spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.groups;
    assert.ok(inOneLine(explained).includes(inOneLine(description)), explained);
    await apply(JSON.stringify(backend({ endpoints }, 'listed')));
    assert.match(await server.kubectl(['get', 'fairlead']), /listed/);
    await server.kubectl(['delete', name, 'listed']);
  });

  it('takes the place of an older one, and what users wrote stays', async () => {
    await apply(JSON.stringify(backend({ endpoints }, 'kept')));
    const withoutGroups = JSON.parse(await server.kubectl(['get', 'crd', name, '-o=json']));
    delete withoutGroups.spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.groups;
    delete withoutGroups.spec.versions[0].schema.openAPIV3Schema.properties.spec['x-kubernetes-validations'];
    await server.kubectl(['replace', '-f', '-'], JSON.stringify(withoutGroups));
    const grouped = backend(
      { groups: [{ backendRefs: [{ name: 'kept', group: 'fairlead.dev', kind: 'Backend' }] }] },
      'grouped',
    );
    const takes = () =>
      apply(JSON.stringify(grouped), '--validate=strict').then(
        () => true,
        () => false,
      );
    const until = async (wanted: boolean) => {
      const end = performance.now() + 20_000;
      while ((await takes()) !== wanted && performance.now() < end)
        await new Promise(resolve => setTimeout(resolve, 200));
      assert.equal(await takes(), wanted);
    };
    await until(false);
    await apply(await definitions(), '--force-conflicts');
    await until(true);
    assert.match(await server.kubectl(['get', name, '-o=name']), /kept/);
    await server.kubectl(['delete', name, '--all']);
  });

  it('stays, with what users wrote, unless uninstall is asked for it', async () => {
    await apply(JSON.stringify(backend({ endpoints }, 'kept')));
    const undo = async (...flags: readonly string[]) => {
      const text = succeeded(await place.run(['uninstall', 'control-plane', ...flags]));
      await server.kubectl(['delete', '--wait=false', '--ignore-not-found', '-f', '-'], text);
    };
    await undo();
    assert.match(await server.kubectl(['get', name, '-o=name']), /kept/);
    await undo('--definitions');
    const gone = ['wait', `crd/${name}`, '--for=delete', '--timeout=30s'];
    await server.kubectl(gone);
    await apply(await definitions());
    await server.kubectl(['wait', '--for=condition=Established', '--timeout=30s', `crd/${name}`]);
  });

  describe('and a control plane', () => {
    let cluster: Cluster;
    let upstreams: Upstreams;
    let gateway: RunningGateway;
    let port: number;
    before(async () => {
      upstreams = await startUpstreams();
      port = await freePort();
      cluster = await openCluster({ kubeconfig: server.kubeconfig });
      const route = {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'HTTPRoute',
        metadata: { name: 'shop', namespace: 'default' },
        spec: {
          parentRefs: [{ name: 'edge' }],
          rules: [{ backendRefs: [{ group: 'fairlead.dev', kind: 'Backend', name: 'shop' }] }],
        },
      };
      const gateways = documentsIn(gatewayOn(port)).map(one => {
        const object = one as { readonly kind: string; readonly metadata: object };
        const namespace = object.kind === 'GatewayClass' ? {} : { namespace: 'default' };
        return { ...object, metadata: { ...object.metadata, ...namespace } };
      });
      const shop = backend({ endpoints: [{ ip: '127.0.0.1', port: Number(upstreams.values.a) }] }, 'shop');
      await server.apply(...gateways, shop, route);
      gateway = await runGateway({}, undefined, {
        source: createKubernetesSource({
          cluster,
          controller: 'fairlead.dev/gateway-controller',
          onNotice: () => {},
        }),
      });
    });
    after(async () => {
      await gateway?.close();
      await upstreams?.close();
      cluster?.close();
    });

    it('has requests sent there, and tells in columns what became of it', async () => {
      const { status, seen } = await ask({ plain: port, secure: 0 }, { host: 'shop.test', path: '/' });
      assert.deepEqual([status, seen?.backend], [200, 'a']);
      const accepted = '--for=condition=Accepted';
      await server.kubectl(['wait', `${name}/shop`, accepted, '--timeout=20s']);
      const [head = '', line = ''] = (await server.kubectl(['get', name, 'shop'])).split('\n');
      assert.match(head, /^NAME +ACCEPTED +READY +AGE/);
      assert.match(line, /^shop +True /);
    });

    it('says in its status what the API server could not see', async () => {
      const odd = backend({ endpoints: [{ ip: 'shop.test', port: 80 }] }, 'odd');
      assert.equal(mistakes(odd).length, 1);
      await server.apply(odd);
      await server.kubectl(['wait', `${name}/odd`, '--for=condition=Accepted=False', '--timeout=20s']);
      const path = '--output=jsonpath={.status.conditions[?(@.type=="Accepted")].message}';
      assert.match(
        await server.kubectl(['get', name, 'odd', path]),
        /^spec\.endpoints\[0\]\.ip must be an IPv4/,
      );
    });
  });
});
