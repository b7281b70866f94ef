import type { Ec2Instance } from '#model';
import { Ec2Server } from '../../src/discovery/testing/ec2-server.ts';
import {
  type Document,
  freshAddress,
  gatewayClassDocument,
  gatewayDocument,
  namespace,
  routeDocument,
  viewOf,
} from '../generate/index.ts';
import { startAdsClient } from '../harness/ads-client.ts';
import type { Bench, BenchContext } from '../harness/bench.ts';
import { now } from '../harness/clock.ts';
import { withDirectory } from '../harness/directory.ts';
import type { Figure } from '../harness/measurement.ts';
import { cpuNanoseconds, memoryOf } from '../harness/process-usage.ts';
import { type Server, startServer } from '../harness/server.ts';
import { within } from '../harness/within.ts';

const count = 5_000;
/** As many as AWS gives at once. */
const pageSize = 1_000;
const region = 'us-east-1';
const gateway = 'g0';
/** ms after the beginning of a poll by when all its effects are done. */
const settled = 5_000;

/** instances asks a server in the bench's own process, which answers at once. There is no control: no other system asks AWS. */
export const instances: Bench = {
  name: 'instances',
  about: 'one poll of 5,000 EC2 instances: until an ADS client holds them, and one that changed; CPU, memory',
  run: async context => {
    if (!context.systems.some(({ name }) => name === 'fairlead')) return;
    const cloud = await Ec2Server.start(pageSize);
    const keys = { AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' };
    Object.assign(process.env, { ...keys, AWS_ENDPOINT_URL_EC2: cloud.url });
    try {
      for (let run = 0; run < Math.min(2, context.effort.runs); run++) {
        context.progress(`${count} instances, run ${run + 1}`);
        await withDirectory(documents(), directory => measure(context, directory, cloud));
      }
    } finally {
      await cloud.stop();
    }
  },
};

async function measure({ systems, effort, recorder }: BenchContext, directory: string, cloud: Ec2Server) {
  const [system] = systems;
  if (system === undefined) return;
  const add = (work: string, metric: string, unit: Figure['unit'], value: number) =>
    recorder.add('fairlead', { work, size: `${count.toLocaleString('en')} instances`, metric, unit }, value);
  const all = Array.from({ length: count }, (_, i) => instanceAt(i, i));
  cloud.instances.set(region, all);
  const client = startAdsClient();
  try {
    const first = nextPoll(cloud);
    const server = await startServer(system, directory);
    try {
      await client.connect(server.target, [{ id: `${gateway}-0`, cluster: viewOf(gateway) }]);
      const arrival = await client.await([{ kind: 'count', value: 'address', count }]);
      const [held = 0] = await within(arrival.times, server, 'all instances');
      add('first poll', 'until held', 'ms', held - (await first));
      for (let poll = 0; poll < (effort.quick ? 1 : 3); poll++) {
        const unchanged = await cpuOfPoll(server, cloud);
        add('poll, nothing changed', 'CPU', 'ms', unchanged.cpu);
        const moved = instanceAt(poll, count + poll);
        cloud.instances.set(region, all.with(poll, moved));
        const came = await client.await([{ kind: 'address', value: addressOf(count + poll) }]);
        const changed = await cpuOfPoll(server, cloud);
        const [at = 0] = await within(came.times, server, 'the instance that changed');
        add('poll, one changed', 'until held', 'ms', at - changed.began);
        add('poll, one changed', 'CPU', 'ms', changed.cpu);
      }
      add('at rest', 'RSS', 'MiB', memoryOf(server.pid).rss);
    } finally {
      await server.stop();
    }
  } finally {
    await client.stop();
  }
}

/** nextPoll resolves when the first page is asked for, with that moment. */
function nextPoll(cloud: Ec2Server): Promise<number> {
  return new Promise(resolve => {
    cloud.onAsked = () => {
      cloud.onAsked = () => undefined;
      resolve(now());
    };
  });
}

/** The CPU time of a poll, less what the server used at rest for the same time before. */
async function cpuOfPoll(server: Server, cloud: Ec2Server): Promise<{ began: number; cpu: number }> {
  const asked = nextPoll(cloud);
  let before = cpuNanoseconds(server.pid);
  let resting = 0;
  const look = setInterval(() => {
    const at = cpuNanoseconds(server.pid);
    resting = at - before;
    before = at;
  }, settled);
  const began = await asked;
  clearInterval(look);
  const start = cpuNanoseconds(server.pid);
  await new Promise(resolve => setTimeout(resolve, settled));
  return { began, cpu: Math.max(0, cpuNanoseconds(server.pid) - start - resting) / 1e6 };
}

function instanceAt(i: number, address: number): Ec2Instance {
  return {
    id: `i-${String(i).padStart(8, '0')}`,
    zone: `${region}${'abc'[i % 3]}`,
    privateAddress: addressOf(address).split(':')[0] ?? '',
    tags: { app: 'shop', number: String(i) },
  };
}

/** The address at which the Backend reaches an instance, with the port. */
function addressOf(n: number): string {
  return freshAddress(n);
}

function documents(): readonly Document[] {
  const backend = {
    file: 'backend.yaml',
    text: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: shop, namespace: ${namespace}}
spec: {type: AWS, aws: {region: ${region}, ec2: {port: 9000, filters: [{keyValue: {key: app, value: shop}}]}}}
`,
  };
  const route = routeDocument('shop', [gateway], 'shop.test', [
    { prefix: '/', backends: [{ name: 'shop' }] },
  ]);
  const named = { ...route, text: route.text.replace('gateway.envoyproxy.io', 'gateway.kgateway.dev') };
  return [gatewayClassDocument(), gatewayDocument(gateway), backend, named];
}
