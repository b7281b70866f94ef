import { type ApiServer, startApiServer } from './api-server.ts';
import { startContainerd } from './containerd.ts';
import { startControllers } from './controllers.ts';
import type { Image } from './image.ts';
import { coredns } from './images.ts';
import { type Machine, startMachine } from './machine.ts';
import { nameServer } from './name-server.ts';
import { startNode } from './node.ts';

/**
 * A whole Kubernetes of one node, with pods, Services and rollouts, on a machine of its own (see machine.ts):
 *
 *     const cluster = await startCluster({ images: [echo()] });
 *     await cluster.apply(deployment, service);
 *     await cluster.kubectl(['rollout', 'status', 'deployment/echo']);
 *     await cluster.close();
 *
 * Nothing outside sees its network: what shall reach pods and Services is run by `cluster.machine.run('curl', …)`, or with
 * the words of `cluster.machine.network` before it. Names are those of the cluster; nothing outside of it is reached. There is
 * no cloud: Services of type LoadBalancer get no address, those of all types have one in the cluster. What pods request of CPU
 * and memory is held against what this machine has. Suites are named as with `startApiServer`, and skip with
 * `clusterMissing()`.
 */
export interface Cluster extends Pick<ApiServer, 'kubectl' | 'apply'> {
  /** Its API server, which may be stopped and started again. */
  readonly server: Omit<ApiServer, 'close'>;
  readonly machine: Machine;
  /** Makes an image and takes it in, for pods whose `imagePullPolicy` is not `Always`. */
  import(image: Image): Promise<void>;
  /** Ends everything and removes what it left. */
  close(): Promise<void>;
}

/** ClusterOptions: `images` are there when the cluster is, beside that of its name server. */
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
