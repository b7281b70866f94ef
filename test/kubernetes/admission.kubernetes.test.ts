import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:https';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { connect } from 'node:tls';
import { loadAll } from 'js-yaml';
import { freePort } from '#lib/testing/free-port.ts';
import { makeWorkplace, type Running, succeeded, type Workplace } from '../../src/cli/testing/workplace.ts';
import { makeAuthority } from '../harness/authority.ts';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import { applyDefinitions } from './harness/definitions.ts';
import { apiServerMissing, tools } from './harness/tools.ts';

const system = 'fairlead-system';
const group = 'gateway.networking.k8s.io';
const configuration = `${system}-fairlead`;
const account = `system:serviceaccount:${system}:fairlead`;

const native = (spec: object, name = 'a', metadata: object = {}) => ({
  apiVersion: 'fairlead.dev/v1alpha1',
  kind: 'Backend',
  metadata: { name, namespace: 'default', ...metadata },
  spec,
});
const good = { endpoints: [{ ip: '192.0.2.1', port: 80 }] };
/** What its definition lets pass. */
const bad = { endpoints: [{ ip: 'shop.test', port: 80 }] };
const gateway = (name: string, gatewayClassName: string, listeners: readonly object[]) => ({
  apiVersion: `${group}/v1`,
  kind: 'Gateway',
  metadata: { name, namespace: 'default' },
  spec: { gatewayClassName, listeners },
});
const route = (name: string, rule: object, parent = 'web') => ({
  apiVersion: `${group}/v1`,
  kind: 'HTTPRoute',
  metadata: { name, namespace: 'default' },
  spec: { parentRefs: [{ name: parent }], rules: [rule] },
});
const gatewayClass = (name: string, controllerName: string) => ({
  apiVersion: `${group}/v1`,
  kind: 'GatewayClass',
  metadata: { name },
  spec: { controllerName },
});
const web = gateway('web', 'fairlead', [{ name: 'http', port: 80, protocol: 'HTTP' }]);
const to = (name: string) => ({ backendRefs: [{ group: 'fairlead.dev', kind: 'Backend', name }] });
/** A filter that nobody serves of that name, which the definition of routes lets pass. */
const unknownFilter = {
  filters: [{ type: 'ExtensionRef', extensionRef: { group: 'example.com', kind: 'Magic', name: 'wand' } }],
};

describe('an API server that asks before it takes an object', { skip: apiServerMissing() }, () => {
  let server: ApiServer;
  let place: Workplace;
  let port: number;
  let served: Running | undefined;

  /** What kubectl says of an object: what it wrote, and its warnings. */
  const apply = (object: object, ...flags: readonly string[]) => {
    const args = ['--kubeconfig', server.kubeconfig, 'apply', '--server-side', ...flags, '-f', '-'];
    const { status, stderr } = spawnSync(tools().kubectl, args, {
      input: JSON.stringify(object),
      encoding: 'utf8',
    });
    const warnings = stderr.split('\n').flatMap(line => /^Warning: (.*)/.exec(line)?.[1] ?? []);
    return { taken: status === 0, warnings, said: stderr };
  };
  const manifests = async (...settings: readonly string[]) =>
    loadAll(
      succeeded(await place.run(['install', 'control-plane', '--set', 'admission.create=true', ...settings])),
    ) as { kind: string; metadata: { name: string }; webhooks?: { clientConfig: object }[] }[];
  const read = async (...words: readonly string[]) =>
    JSON.parse(await server.kubectl(['get', ...words, '-o=json']));
  const bundle = async () =>
    Buffer.from(
      (await read('validatingwebhookconfiguration', configuration)).webhooks[0].clientConfig.caBundle ?? '',
      'base64',
    ).toString();
  const until = async (look: () => Promise<boolean> | boolean, what: string) => {
    const end = performance.now() + 20_000;
    while (!(await look())) {
      assert.ok(performance.now() < end, what);
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  };
  const start = async (kubeconfig: string, ...more: readonly string[]) => {
    served = place.start([
      ...['serve', '--kubernetes', '--kubeconfig', kubeconfig, '--state', join(place.directory, 'state')],
      ...['--xds', '127.0.0.1:0', '--api', '127.0.0.1:0', '--admission', `127.0.0.1:${port}`],
      ...more,
    ]);
    await served.says(/serving xDS on/);
  };
  const stop = async () => {
    served?.child.kill('SIGTERM');
    await served?.ended;
    served = undefined;
  };
  const own = [
    ...['--admission-authority', `${system}/fairlead-admission`],
    ...['--admission-name', '127.0.0.1', '--admission-configuration', configuration],
  ];

  before(async () => {
    place = await makeWorkplace();
    port = await freePort();
    server = await startApiServer();
    await applyDefinitions(server, 'standard');
    const objects = await manifests();
    // Nothing runs here that could be found by the name of a Service.
    const atUs = objects.map(object =>
      object.webhooks === undefined
        ? object
        : {
            ...object,
            webhooks: object.webhooks.map(webhook => ({
              ...webhook,
              clientConfig: { url: `https://127.0.0.1:${port}/validate` },
            })),
          },
    );
    await server.apply(...atUs);
    await server.kubectl([
      'wait',
      '--for=condition=Established',
      '--timeout=30s',
      'crd/backends.fairlead.dev',
    ]);
    await server.apply(gatewayClass('theirs', 'example.com/theirs'), web);
    await start(server.user(account), ...own);
    await until(async () => (await bundle()) !== '', 'nobody was told whom to believe');
    await until(() => !apply(native(bad), '--dry-run=server').taken, 'nobody asks');
  });
  after(async () => {
    await stop();
    await server?.close();
    await place?.close();
  });

  it('refuses what is wrong in the object, in the words of check, at its path', () => {
    const { taken, said } = apply(native(bad));
    assert.equal(taken, false);
    assert.match(said, /admission\.fairlead\.dev/);
    assert.match(said, /spec\.endpoints\[0\]\.ip: must be an IPv4 or IPv6 address/);
    const forbidden = apply(native({ endpoints: [{ ip: '169.254.169.254', port: 80 }] }));
    assert.equal(forbidden.taken, false, forbidden.said);
    assert.match(forbidden.said, /spec\.endpoints\[0\]\.ip/);
  });

  it('warns of what is about to come, and of what has no effect', () => {
    const early = apply(route('early', to('later')), '--dry-run=server');
    assert.equal(early.taken, true, early.said);
    assert.match(
      early.warnings.join('\n'),
      /spec\.rules\[0\]\.backendRefs\[0\].*Backend default\/later not found/,
    );
    const records = { endpoints: [{ srv: '_http._tcp.shop.example' }], dns: { type: 'Logical' } };
    const idle = apply(native(records), '--dry-run=server');
    assert.equal(idle.taken, true, idle.said);
    assert.match(idle.warnings.join('\n'), /spec\.dns\.type: Logical has no effect here/);
    const fine = apply(native(good), '--dry-run=server');
    assert.deepEqual([fine.taken, fine.warnings], [true, []], fine.said);
  });

  it('sees what is in the cluster, and forgets what was only asked about', async () => {
    assert.equal(apply(native(good, 'there')).taken, true);
    const there = () => apply(route('shop', to('there')), '--dry-run=server').warnings;
    await until(() => there().length === 0, there().join('\n'));
    await server.kubectl(['delete', 'backends.fairlead.dev', 'there']);
    await until(() => there().length === 1, 'what is gone is still there');
    assert.equal(apply(native(good, 'asked'), '--dry-run=server').taken, true);
    assert.equal(apply(route('shop', to('asked')), '--dry-run=server').warnings.length, 1);
  });

  it('leaves alone what is another controller’s, what is deleted or on its way out, and labels', async () => {
    const theirs = gateway('theirs', 'theirs', [{ name: 'http', port: 80, protocol: 'HTTP' }]);
    assert.deepEqual(apply(theirs).warnings, []);
    const foreign = apply(route('theirs', unknownFilter, 'theirs'));
    assert.deepEqual([foreign.taken, foreign.warnings], [true, []], foreign.said);
    await stop();
    const held = native(bad, 'held', { finalizers: ['example.com/held'] });
    assert.equal(apply(held).taken, true, 'who does not answer is passed over');
    await start(server.user(account), ...own);
    await until(() => !apply(native(bad), '--dry-run=server').taken, 'nobody asks again');
    const labelled = apply(
      native(bad, 'held', { finalizers: ['example.com/held'], annotations: { team: 'a' } }),
    );
    assert.equal(labelled.taken, true, labelled.said);
    await server.kubectl(['delete', 'backends.fairlead.dev', 'held', '--wait=false']);
    await server.kubectl([
      'patch',
      'backends.fairlead.dev',
      'held',
      '--type=merge',
      '-p',
      '{"metadata":{"finalizers":null}}',
    ]);
    assert.equal((await server.kubectl(['get', 'backends.fairlead.dev', '-o=name'])).trim(), '');
  });

  it('lets everything through, or nothing, while Fairlead is away', async () => {
    await stop();
    assert.equal(apply(native(bad), '--dry-run=server').taken, true);
    const policy = (value: string) =>
      server.kubectl([
        ...['patch', 'validatingwebhookconfiguration', configuration, '--type=json', '-p'],
        JSON.stringify([{ op: 'replace', path: '/webhooks/0/failurePolicy', value }]),
      ]);
    await policy('Fail');
    await until(
      () => !apply(native(good), '--dry-run=server').taken,
      'a webhook that nobody answers for lets through',
    );
    await server.kubectl(['delete', 'httproutes', '--all']);
    await policy('Ignore');
    await start(server.user(account), ...own);
  });

  it('believes who it is told to, whoever writes the configuration anew, and another authority beside', async () => {
    const before = await bundle();
    await server.kubectl([
      ...['patch', 'validatingwebhookconfiguration', configuration, '--type=json', '-p'],
      JSON.stringify([{ op: 'remove', path: '/webhooks/0/clientConfig/caBundle' }]),
    ]);
    await until(async () => (await bundle()) === before, 'the authority did not come back');
    await stop();
    await server.kubectl([
      ...['patch', 'secret', 'fairlead-admission', `--namespace=${system}`, '--type=json', '-p'],
      JSON.stringify([{ op: 'remove', path: '/data' }]),
    ]);
    await start(server.user(account), ...own);
    await until(
      async () => (await bundle()).endsWith(before) && (await bundle()) !== before,
      'no other authority',
    );
    await until(() => !apply(native(bad), '--dry-run=server').taken, 'the other authority is not believed');
  });

  it('takes a certificate of somebody else’s, and the next one when that is renewed', async () => {
    await stop();
    const authority = makeAuthority('elliptic-curve');
    try {
      const put = () => {
        const { cert, key } = authority.issue('/CN=admission', 'IP:127.0.0.1');
        return {
          cert,
          flags: [
            '--admission-tls-cert',
            place.write('theirs/tls.crt', cert),
            '--admission-tls-key',
            place.write('theirs/tls.key', key),
          ],
        };
      };
      const shown = () => {
        const socket = connect({ host: '127.0.0.1', port, ca: authority.certificate });
        return once(socket, 'secureConnect').then(() => {
          const { serialNumber } = new X509Certificate(socket.getPeerCertificate().raw);
          socket.destroy();
          return serialNumber;
        });
      };
      const serialOf = (cert: string) => new X509Certificate(cert).serialNumber;
      const first = put();
      await start(server.user(account), ...first.flags);
      assert.equal(await shown(), serialOf(first.cert));
      const second = put();
      await until(async () => (await shown()) === serialOf(second.cert), 'the renewed one is not shown');
    } finally {
      authority.close();
    }
    await stop();
    await start(server.user(account), ...own);
  });

  it('answers nonsense, and what is too long, with an error, and nothing else is disturbed', async () => {
    const ca = (await bundle()).split(/(?<=-----END CERTIFICATE-----\n)/)[0] ?? '';
    const post = (body: string, type = 'application/json', path = '/validate') =>
      new Promise<number>((resolve, reject) => {
        const sent = request(
          {
            host: '127.0.0.1',
            port,
            path,
            method: 'POST',
            ca,
            headers: { 'content-type': type },
            agent: false,
          },
          answer => {
            answer.resume();
            resolve(answer.statusCode ?? 0);
          },
        );
        sent.on('error', reject);
        sent.end(body);
      });
    assert.equal(await post('{'), 400);
    assert.equal(await post('{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview"}'), 400);
    assert.equal(await post('{}', 'text/plain'), 415);
    assert.equal(await post('{}', 'application/json', '/'), 404);
    assert.equal(await post(' '.repeat(9 * 1024 * 1024)), 413);
    const review = (object: unknown) =>
      JSON.stringify({
        ...{ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview' },
        request: { uid: 'u', operation: 'CREATE', object },
      });
    for (const object of [
      {},
      { apiVersion: 1 },
      { apiVersion: 'fairlead.dev/v1alpha1', kind: 'Backend', metadata: null },
    ])
      assert.equal(await post(review(object)), 200);
    assert.equal(apply(native(good), '--dry-run=server').taken, true);
  });

  it('hears of an object by Events: that it is bad, and good again, each once, counted where it happens again', async () => {
    await stop();
    assert.equal(apply(native(bad, 'evented')).taken, true);
    await start(server.user(account), ...own);
    const events = async (name: string) =>
      (
        (await read('events.events.k8s.io')).items as {
          type: string;
          reason: string;
          note: string;
          regarding: { name: string };
          series?: { count: number };
        }[]
      )
        .filter(({ regarding }) => regarding.name === name)
        .map(({ type, reason, series }) => `${type} ${reason} ${series?.count ?? 1}`)
        .sort();
    const wait = (wanted: readonly string[]) =>
      until(
        async () => JSON.stringify(await events('evented')) === JSON.stringify(wanted),
        `never ${wanted.join(', ')}`,
      );
    await wait(['Warning Invalid 1']);
    assert.equal(apply(native(good, 'evented')).taken, true);
    await wait(['Normal Resolved 1', 'Warning Invalid 1']);
    await stop();
    assert.equal(apply(native(bad, 'evented')).taken, true);
    await start(server.user(account), ...own);
    // It has been said before: who comes to write says nothing again.
    await new Promise(resolve => setTimeout(resolve, 1_500));
    assert.deepEqual(await events('evented'), ['Normal Resolved 1', 'Warning Invalid 1']);
    assert.equal(apply(native(good, 'evented')).taken, true);
    await wait(['Normal Resolved 2', 'Warning Invalid 1']);
    assert.deepEqual(await events('theirs'), []);
  });
});
