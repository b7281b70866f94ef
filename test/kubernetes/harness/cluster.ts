import { type ApiServer, startApiServer } from './api-server.ts';
import { startContainerd } from './containerd.ts';
import { startControllers } from './controllers.ts';
import type { Image } from './image.ts';
import { coredns } from './images.ts';
import { type Machine, startMachine } from './machine.ts';
import { nameServer } from './name-server.ts';
import { startNode } from './node.ts';

/**
 * Cluster is a whole Kubernetes with one node, pods, Services and rollouts, on a machine of its own (see machine.ts):
 *
 *     const cluster = await startCluster({ images: [echo()] });
 *     await cluster.apply(deployment, service);
 *     await cluster.kubectl(['rollout', 'status', 'deployment/echo']);
 *     await cluster.close();
 *
 * Its network cannot be reached from outside: to reach pods and Services, run `cluster.machine.run('curl', …)`, or put the
 * words of `cluster.machine.network` before a command. Only the cluster's own names resolve, and nothing outside can be
 * reached. There is no cloud: Services of type LoadBalancer get no address, but all Services have one in the cluster. The
 * CPU and memory that pods request are checked against this machine's. Suites are named as with `startApiServer`, and skip
 * with `clusterMissing()`.
 */
export interface Cluster extends Pick<ApiServer, 'kubectl' | 'apply'> {
  /** Its API server, which may be stopped and started again. */
  readonly server: Omit<ApiServer, 'close'>;
  readonly machine: Machine;
  /** Builds an image and imports it, for pods whose `imagePullPolicy` is not `Always`. */
  import(image: Image): Promise<void>;
  /** Ends everything and removes what it left behind. */
  close(): Promise<void>;
}

/** ClusterOptions: `images` are imported before the cluster is ready, besides the one of its name server. */
export interface ClusterOptions {
  readonly images?: readonly Image[];
}

/** startCluster starts one and resolves when its node is ready and names are answered. */
export async function startCluster({ images = [] }: ClusterOptions = {}): Promise<Cluster> {
  const machine = await startMachine();
  const closers: (() => Promise<void>)[] = [machine.close];
  const close = async () => {
    for (const one of closers.splice(0).reverse()) await one();
  };
  const importing = startContainerd(machine).then(async containerd => {
    for (const image of [coredns(), ...images]) await containerd.import(image);
    return containerd;
  });
  try {
    const server = await startApiServer({ machine });
    closers.push(server.close);
    for (const controller of startControllers(server, machine)) closers.push(controller.stop);
    const containerd = await importing;
    await startNode(server, machine);
    const { kubectl, apply } = server;
    await apply(...nameServer);
    await kubectl(['rollout', 'status', 'deployment/coredns', '--namespace=kube-system', '--timeout=60s']);
    return { server, machine, kubectl, apply, import: containerd.import, close };
  } catch (error) {
    await importing.catch(() => undefined);
    await close();
    throw error;
  }
}
