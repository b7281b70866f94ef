import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { loadAll } from 'js-yaml';
import { type GuideStep, isAsShown, isLive, stepsOf } from '../harness/guide.ts';
import { type Cluster, startCluster } from './harness/cluster.ts';
import { makeClustersPlace } from './harness/clusters-place.ts';
import { applyDefinitions } from './harness/definitions.ts';
import { echo, envoy, fairlead, pause as pauseImage } from './harness/images.ts';
import { startLoadFrom } from './harness/load.ts';
import { deployment, namespace, workload } from './harness/manifests.ts';
import { type OldEnvoys, oldEnvoys } from './harness/old-envoys.ts';
import { clusterMissing } from './harness/tools.ts';

const folder = fileURLToPath(new URL('../../docs/guides/', import.meta.url));
const host = 'www.example.com';

/** What the chart asks for where nothing is set. */
const images = [
  ...[echo(), envoy(), pauseImage()],
  { ...fairlead(), names: ['docker.io/library/fairlead:0.1.0'] },
  { ...envoy(), names: ['docker.io/envoyproxy/envoy:distroless-v1.40.0'] },
];

/** Standing is what a guide's reader has beside the objects that it shows: the other controller, its Envoys, its words in status. */
interface Standing {
  readonly definitions: 'envoy-gateway' | 'kgateway';
  readonly controllerName: string;
  readonly gateway: string;
  readonly envoys: OldEnvoys;
  readonly controller: { readonly namespace: string; readonly name: string };
  /** Where clients come to in the end. */
  readonly service: string;
}

const upstream = ['shop.shop.svc.cluster.local', 3000] as const;
const ofEnvoyGateway = {
  'app.kubernetes.io/component': 'proxy',
  'app.kubernetes.io/managed-by': 'envoy-gateway',
  'app.kubernetes.io/name': 'envoy',
  'gateway.envoyproxy.io/owning-gateway-name': 'eg',
  'gateway.envoyproxy.io/owning-gateway-namespace': 'shop',
};
const ofKgateway = {
  'app.kubernetes.io/name': 'http',
  'app.kubernetes.io/instance': 'http',
  'gateway.networking.k8s.io/gateway-name': 'http',
};
const standings: Readonly<Record<string, Standing>> = {
  'from-envoy-gateway-live.md': {
    definitions: 'envoy-gateway',
    controllerName: 'gateway.envoyproxy.io/gatewayclass-controller',
    gateway: 'eg',
    envoys: {
      ...{ namespace: 'envoy-gateway-system', name: 'envoy-shop-eg-5a7c8a6e' },
      ...{ labels: ofEnvoyGateway, selector: ofEnvoyGateway, port: 80, targetPort: 10_080, upstream },
    },
    controller: { namespace: 'envoy-gateway-system', name: 'envoy-gateway' },
    service: 'next-fairlead',
  },
  'from-kgateway-live.md': {
    definitions: 'kgateway',
    controllerName: 'kgateway.dev/kgateway',
    gateway: 'http',
    envoys: {
      ...{ namespace: 'shop', name: 'http', selector: ofKgateway, port: 8080, targetPort: 8080, upstream },
      labels: {
        ...ofKgateway,
        kgateway: 'kube-gateway',
        'gateway.networking.k8s.io/gateway-class-name': 'kgateway',
      },
    },
    controller: { namespace: 'kgateway-system', name: 'kgateway' },
    service: 'http',
  },
};

describe('guides of a live cluster: what they say to do loses no request', { skip: clusterMissing() }, () => {
  const closes: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closes.splice(0).reverse()) await close();
  });

  for (const file of readdirSync(folder).filter(isLive)) {
    it(`docs/guides/${file}`, async () => {
      const standing = standings[file];
      assert.ok(standing !== undefined, 'nothing stands for it');
      const cluster = await startCluster({ images });
      closes.push(cluster.close);
      const place = await makeClustersPlace(cluster);
      closes.push(place.close);
      const clients = new Clients(cluster);
      closes.push(clients.close);
      for (const step of stepsOf(readFileSync(`${folder}${file}`, 'utf8'))) {
        if (step.kind === 'script' && step.text.startsWith('# From here on nobody comes')) {
          await clients.moveTo('shop', standing.service, standing.envoys.port);
        }
        await follow(step, place);
        if (step.kind === 'file' && step.name === 'standing.yaml') {
          await stand(cluster, standing, step.text);
          await clients.moveTo(standing.envoys.namespace, standing.envoys.name, standing.envoys.port);
        }
      }
      await removeOld(cluster, standing);
      await pause(3_000);
      await clients.leave();
      await assertHandedOver(cluster, standing);
    });
  }
});

/** Clients keep coming, to one address; whoever moves comes to the next before he leaves the last. */
class Clients {
  readonly #cluster: Cluster;
  #load: ReturnType<typeof startLoadFrom> | undefined;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  async moveTo(where: string, service: string, port: number): Promise<void> {
    const read = ['get', 'service', service, `--namespace=${where}`, '--output=jsonpath={.spec.clusterIP}'];
    const address = await this.#cluster.kubectl(read);
    // What a Service leads to is carried out a moment later than told.
    const patient = ['--retry', '20', '--retry-all-errors', '--retry-delay', '1'];
    const url = `http://${address}:${port}/`;
    await this.#cluster.machine.run('curl', '-sSf', ...patient, '--header', `Host: ${host}`, url);
    const before = this.#load;
    this.#load = startLoadFrom(this.#cluster.machine, { address, port, host, path: '/' });
    if (before === undefined) return;
    await pause(2_000);
    await served(before);
  }

  readonly close = async (): Promise<void> => {
    await this.#load?.stop();
  };

  async leave(): Promise<void> {
    const last = this.#load;
    this.#load = undefined;
    if (last !== undefined) await served(last);
  }
}

async function served(load: ReturnType<typeof startLoadFrom>): Promise<void> {
  const { total, statuses } = await load.stop();
  assert.deepEqual(statuses, { 200: total });
  assert.ok(total > 100, `${total} requests`);
}

async function follow(step: GuideStep, place: Awaited<ReturnType<typeof makeClustersPlace>>): Promise<void> {
  if (step.kind === 'file') return place.write(step.name, step.text);
  if (step.kind === 'script') return void (await place.run(step.text));
  const said = await place.run(step.command);
  assert.ok(isAsShown(said, step.output), `$ ${step.command}\n${said}`);
}

async function stand(cluster: Cluster, standing: Standing, manifests: string): Promise<void> {
  const { definitions, envoys, controller } = standing;
  await applyDefinitions(cluster, 'standard', definitions);
  const spaces = new Set(['shop', envoys.namespace, controller.namespace]);
  await cluster.apply(...[...spaces].map(namespace));
  // It stands for a controller, and listens nowhere.
  const resting = { image: pauseImage().names[0], readinessProbe: undefined };
  const labels = { [controller.name]: controller.name };
  await cluster.apply(
    // A Service called `http` is told to pods as HTTP_PORT, by which this program is told where to listen.
    ...workload('shop', 'shop', { image: echo().names[0] }, 3000, { enableServiceLinks: false }),
    ...oldEnvoys(envoys),
    deployment(controller.namespace, controller.name, resting, 0, { labels }),
    ...(loadAll(manifests) as object[]),
  );
  for (const [where, name] of [
    ['shop', 'shop'],
    [envoys.namespace, envoys.name],
    [controller.namespace, controller.name],
  ]) {
    const status = ['rollout', 'status', `deployment/${name}`, `--namespace=${where}`, '--timeout=90s'];
    await cluster.kubectl(status);
  }
  await say(cluster, standing);
}

/** The other controller's words in status. */
async function say({ kubectl }: Cluster, { controllerName, gateway, envoys }: Standing): Promise<void> {
  const where = `--namespace=${envoys.namespace}`;
  const value = await kubectl(['get', 'service', envoys.name, where, '--output=jsonpath={.spec.clusterIP}']);
  const condition = (type: string) => ({
    ...{ type, status: 'True', reason: type, message: 'said by the other controller' },
    ...{ observedGeneration: 1, lastTransitionTime: '2026-01-01T00:00:00Z' },
  });
  const api = { apiVersion: 'gateway.networking.k8s.io/v1' };
  const parentRef = { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: gateway };
  const objects = [
    {
      ...{ ...api, kind: 'Gateway', metadata: { name: gateway, namespace: 'shop' } },
      status: {
        addresses: [{ type: 'IPAddress', value }],
        conditions: ['Accepted', 'Programmed'].map(condition),
      },
    },
    {
      ...{ ...api, kind: 'HTTPRoute', metadata: { name: 'shop', namespace: 'shop' } },
      status: {
        parents: [{ parentRef, controllerName, conditions: ['Accepted', 'ResolvedRefs'].map(condition) }],
      },
    },
  ];
  for (const object of objects) {
    await kubectl(
      ['apply', '--server-side', '--field-manager=other', '--subresource=status', '-f', '-'],
      JSON.stringify(object),
    );
  }
}

/** What `helm uninstall` of the other controller takes along. */
async function removeOld({ kubectl }: Cluster, { envoys, controller }: Standing): Promise<void> {
  await kubectl(['delete', 'deployment', controller.name, `--namespace=${controller.namespace}`]);
  if (envoys.namespace === 'shop') return;
  await kubectl(['delete', 'deployment,service', envoys.name, `--namespace=${envoys.namespace}`]);
}

/** Whatever the other controller said under a name that is ours now is said by us. */
async function assertHandedOver({ kubectl }: Cluster, { controllerName, gateway }: Standing): Promise<void> {
  const read = async (what: string) =>
    JSON.parse(await kubectl(['get', what, 'shop', '--namespace=shop', '--output=json'])) as {
      readonly status: { readonly parents: readonly Parent[] };
    };
  const { status } = await read('httproute');
  const [entry, ...others] = status.parents.filter(({ parentRef }) => parentRef.name === gateway);
  assert.deepEqual(others, []);
  if (controllerName !== 'kgateway.dev/kgateway') return;
  assert.equal(entry?.controllerName, controllerName);
  for (const { message } of entry?.conditions ?? []) assert.doesNotMatch(message, /the other controller/);
}

interface Parent {
  readonly parentRef: { readonly name: string };
  readonly controllerName: string;
  readonly conditions: readonly { readonly message: string }[];
}
