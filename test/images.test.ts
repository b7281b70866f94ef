import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { RefuseAddress } from '#discovery';
import { createManualClock } from '#graph';
import { freePort } from '#lib/testing/free-port.ts';
import type { ImageAnswer, ImageWant, Known } from '#model';
import { createImageDiscovery } from '../src/discovery/image/index.ts';
import { discoveryLaws } from '../src/discovery/laws.ts';
import { type Authority, makeAuthority } from './harness/authority.ts';
import { ask } from './harness/client.ts';
import { ownMachine } from './harness/evaluation.ts';
import { backend, gatewayOn } from './harness/manifests.ts';
import { program } from './harness/program.ts';
import { digestOf, Registry, tarOf } from './harness/registry.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';
import { startUpstreams } from './harness/upstreams.ts';

const anything: RefuseAddress = () => undefined;
const wasm = 'application/vnd.module.wasm.content.layer.v1+wasm';
const tar = 'application/vnd.oci.image.layer.v1.tar';
/** A program of its own for each number. */
const programOf = (n: number) => Buffer.concat([program, Buffer.from([0, 1, n])]);

interface Place {
  readonly authority: Authority;
  readonly registry: Registry;
  readonly folder: string;
  remove(): Promise<void>;
}

async function makePlace(): Promise<Place> {
  const authority = makeAuthority('elliptic-curve');
  const registry = await Registry.start(authority.issue('/CN=registry', 'IP:127.0.0.1'));
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-images-'));
  return {
    authority,
    registry,
    folder,
    remove: async () => {
      await registry.stop();
      authority.close();
      rmSync(folder, { recursive: true });
    },
  };
}

discoveryLaws('createImageDiscovery', async () => {
  const { authority, registry, folder, remove } = await makePlace();
  const clock = createManualClock();
  const pushed = new Set<string>();
  const answer = ({ repository }: ImageWant, n: number): ImageAnswer => {
    registry.push(repository, 'latest', { mediaType: wasm, bytes: programOf(n) });
    return { kind: 'image', digest: digestOf(programOf(n)).slice('sha256:'.length) };
  };
  return {
    want: n => {
      const want: ImageWant = {
        kind: 'image',
        registry: registry.host,
        repository: `a${n}`,
        reference: 'latest',
        roots: authority.certificate,
      };
      if (!pushed.has(want.repository)) answer(want, 0);
      pushed.add(want.repository);
      return want;
    },
    open: onKnown => createImageDiscovery({ onKnown, refusal: anything, clock, folder }),
    answer,
    fail: ({ repository }) => registry.pushManifest(repository, 'latest', {}),
    later: () => clock.turn(300_000),
    asked: ({ repository }) =>
      registry.asked.filter(({ path }) => path === `/v2/${repository}/manifests/latest`).length,
    dispose: remove,
  };
});

describe('the program of an image', () => {
  let place: Place;
  beforeEach(async () => {
    place = await makePlace();
  });
  afterEach(() => place.remove());

  async function found(more: Partial<ImageWant> = {}, refusal = anything): Promise<Known> {
    const said = new EventEmitter();
    const told = once(said, 'told', { signal: AbortSignal.timeout(10_000) });
    const onKnown = (_: ImageWant, known: Known) => said.emit('told', known);
    const discovery = createImageDiscovery({
      onKnown,
      refusal,
      timeout: 2_000,
      hostsFile: '/dev/null',
      folder: place.folder,
    });
    const { registry, authority } = place;
    const name = { registry: registry.host, repository: 'a', reference: 'v1' };
    discovery.want({ kind: 'image', ...name, roots: authority.certificate, ...more });
    try {
      const [known] = await told;
      return known;
    } finally {
      discovery.stop();
    }
  }
  const fileOf = ({ answer, error }: Known): Buffer => {
    assert.ok(answer?.kind === 'image', error);
    return readFileSync(join(place.folder, `${answer.digest}.wasm`));
  };

  it('is found in each form that images have', async () => {
    const { registry } = place;
    const archive = tarOf({ 'readme.txt': Buffer.from('none'), './plugin.wasm': program });
    const forms = [
      { mediaType: wasm, bytes: program },
      { mediaType: 'application/wasm', bytes: programOf(1) },
      { mediaType: tar, bytes: archive },
      { mediaType: `${tar}+gzip`, bytes: gzipSync(archive) },
      {
        mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
        bytes: gzipSync(archive, { level: 1 }),
      },
    ];
    for (const form of forms) {
      registry.push('a', 'v1', form);
      const file = fileOf(await found());
      assert.deepEqual(file, form.mediaType === 'application/wasm' ? programOf(1) : program, form.mediaType);
    }
    const digest = registry.push('a', 'one', { mediaType: wasm, bytes: programOf(2) });
    const other = registry.push('a', 'other', { mediaType: wasm, bytes: programOf(3) });
    registry.pushManifest('a', 'v1', {
      manifests: [
        { digest: other, platform: { architecture: 'amd64' } },
        { digest, platform: { architecture: 'wasm' } },
      ],
    });
    assert.deepEqual(fileOf(await found()), programOf(2), 'a list of images');
    assert.deepEqual(
      readdirSync(place.folder).filter(name => !/^[0-9a-f]{64}\.wasm$/.test(name)),
      [],
      'nothing unfinished stays',
    );
  });

  it('is pulled once, and not again where it is there', async () => {
    const { registry } = place;
    registry.push('a', 'v1', { mediaType: wasm, bytes: program });
    for (let i = 0; i < 2; i++) fileOf(await found());
    assert.equal(registry.asked.filter(({ path }) => path.includes('/blobs/')).length, 1);
  });

  it('is pulled by the login that is given, of which only the registry is told', async () => {
    const { registry, authority } = place;
    const elsewhere = await Registry.start(authority.issue('/CN=elsewhere', 'IP:127.0.0.1'));
    try {
      registry.push('a', 'v1', { mediaType: wasm, bytes: program });
      elsewhere.put(program);
      registry.layersAt = `https://${elsewhere.host}`;
      registry.login = { username: 'me', password: 'secret' };
      assert.match(String((await found()).error), /answered 401/);
      const login = { secret: 'a', username: 'me', password: 'other' } as const;
      assert.match(String((await found({ login })).error), /issues its tokens, answered 401/);
      assert.deepEqual(fileOf(await found({ login: { ...login, password: 'secret' } })), program);
      assert.deepEqual(
        elsewhere.asked.map(({ authorization }) => authorization),
        [undefined],
      );
    } finally {
      await elsewhere.stop();
    }
  });

  it('must be what was named', async () => {
    const { registry } = place;
    const digest = registry.push('a', 'v1', { mediaType: wasm, bytes: program });
    assert.match(
      String((await found({ digest: digestOf(Buffer.from('other')) })).error),
      /its digest is sha256/,
    );
    assert.deepEqual(fileOf(await found({ digest })), program);
    assert.deepEqual(fileOf(await found({ reference: digest })), program);
    registry.put(programOf(1), digestOf(programOf(2)));
    const layer = { mediaType: wasm, digest: digestOf(programOf(2)), size: 1 };
    registry.pushManifest('a', 'v1', { layers: [layer] });
    assert.match(String((await found()).error), /sent something else/);
    registry.push('a', 'v1', { mediaType: wasm, bytes: Buffer.from('#!/bin/sh') });
    assert.match(String((await found()).error), /no program in WebAssembly/);
    registry.push('a', 'v1', { mediaType: tar, bytes: tarOf({ 'other.wasm': program }) });
    assert.match(String((await found()).error), /no file plugin\.wasm/);
    registry.push('a', 'v1', { mediaType: `${tar}+zstd`, bytes: program });
    assert.match(String((await found()).error), /neither a program nor an archive/);
    assert.deepEqual(
      readdirSync(place.folder),
      [`${digestOf(program).slice(7)}.wasm`],
      'nothing else is kept',
    );
  });

  it('is not asked for where the operator lets nothing lead, nor where nobody vouches for the registry', async () => {
    const { registry } = place;
    registry.push('a', 'v1', { mediaType: wasm, bytes: program });
    assert.match(String((await found({}, a => `${a} is guarded`)).error), /127\.0\.0\.1 is guarded/);
    const without = makeAuthority('elliptic-curve');
    assert.match(
      String((await found({ roots: without.certificate })).error),
      /SELF_SIGNED|UNABLE_TO|signature/i,
    );
    without.close();
    assert.equal(registry.asked.length, 0);
  });
});

describe('what a program of an image does to requests', () => {
  const manifests = (plain: number, at: string, place: Place) => `${gatewayOn(plain)}
---
${backend('shop', at)}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: edge}]
  rules:
    - {name: extended, matches: [{path: {value: /extended}}], backendRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: shop}]}
    - {name: plain, backendRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: shop}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: roots}
data: {ca.crt: ${JSON.stringify(place.authority.certificate)}}
---
apiVersion: v1
kind: Secret
metadata: {name: login}
type: kubernetes.io/dockerconfigjson
stringData: {.dockerconfigjson: '{"auths": {"${place.registry.host}": {"auth": "${Buffer.from('me:secret').toString('base64')}"}}}'}
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: EnvoyExtensionPolicy
metadata: {name: extended}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: shop, sectionName: extended}]
  wasm:
    - code:
        type: Image
        image:
          url: ${place.registry.host}/team/plugin:v1
          pullSecretRef: {name: login}
          tls: {caCertificateRef: {kind: ConfigMap, name: roots}}
`;

  it('is that of one that proxies fetch, as soon as it is pulled', async () => {
    const place = await makePlace();
    const upstreams = await startUpstreams();
    const plain = await freePort();
    place.registry.login = { username: 'me', password: 'secret' };
    let gateway: RunningGateway | undefined;
    const get = (path: string) => ask({ plain, secure: 0 }, { host: 'shop.test', path });
    const until = async (holds: () => Promise<boolean>) => {
      const limit = AbortSignal.timeout(20_000);
      const key = 'gateway.envoyproxy.io/EnvoyExtensionPolicy/local/default/extended';
      while (!(await holds())) {
        assert.ok(!limit.aborted, JSON.stringify(gateway?.controlPlane.pipeline.status.findings.get(key)));
        await new Promise(resolve => setTimeout(resolve, 50));
      }
    };
    try {
      gateway = await runGateway(
        { 'all.yaml': manifests(plain, `${upstreams.values.a}`, place) },
        { ...ownMachine, programFolder: place.folder },
      );
      assert.equal((await get('/extended')).status, 500, 'nobody passes by it while there is none');
      assert.equal((await get('/plain')).status, 200);
      place.registry.push('team/plugin', 'v1', { mediaType: wasm, bytes: program });
      await until(async () => (await get('/extended')).status === 200);
      assert.equal((await get('/extended')).seen?.headers['x-wasm'], 'seen');
      assert.equal((await get('/plain')).seen?.headers['x-wasm'], undefined);
    } finally {
      await gateway?.close();
      await upstreams.close();
      await place.remove();
    }
  });

  it('is not to be had where the operator names no folder for it', async () => {
    const place = await makePlace();
    const upstreams = await startUpstreams();
    const plain = await freePort();
    const gateway = await runGateway({ 'all.yaml': manifests(plain, `${upstreams.values.a}`, place) });
    try {
      const statuses = ['/extended', '/plain'].map(
        async path => (await ask({ plain, secure: 0 }, { host: 'shop.test', path })).status,
      );
      assert.deepEqual(await Promise.all(statuses), [500, 200]);
      const key = 'gateway.envoyproxy.io/EnvoyExtensionPolicy/local/default/extended';
      assert.match(JSON.stringify(gateway.controlPlane.pipeline.status.findings.get(key)), /--wasm-cache/);
      assert.equal(place.registry.asked.length, 0);
    } finally {
      await gateway.close();
      await upstreams.close();
      await place.remove();
    }
  });
});
