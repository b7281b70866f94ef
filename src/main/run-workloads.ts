import { clusterReceiver } from '#envoy';
import type { Graph } from '#graph';
import type { GatewayRunner, ProxySettings, RunGatewaysOptions } from '#kube';
import type { Leadership } from '#lib/leadership.ts';
import type { AssignedAddresses } from '#model';
import type { Cluster } from '#sources/kubernetes';
import type { Translation } from '#translate';
import type { PipelineInputs } from './pipeline-inputs.ts';

/** WorkloadOptions is where proxies are run for gateways, and how. */
export interface WorkloadOptions extends Pick<RunGatewaysOptions, 'onProblem'> {
  readonly cluster: Cluster;
  readonly namespaces?: readonly string[];
  /** Secrets may not be read everywhere. */
  readonly withoutSecrets?: boolean;
  readonly proxies: Omit<ProxySettings, 'receiverOf'>;
}

/** Workloads runs proxies for gateways, and tells where clients find them. */
export interface Workloads {
  readonly inputs: Pick<PipelineInputs, 'gatewayAddresses'>;
  follow(wanted: Pick<Translation, 'workloads'>): void;
  close(): Promise<void>;
}

/** runWorkloads runs nothing until `follow` says what. Without a cluster, the code for it is not even loaded. */
export async function runWorkloads(
  graph: Graph,
  options: WorkloadOptions | undefined,
  told: { readonly onNotice: (message: string) => void; readonly leadership?: Leadership | undefined },
): Promise<Workloads> {
  if (options === undefined) return { inputs: {}, follow: () => {}, close: async () => {} };
  const gatewayAddresses = graph.source<AssignedAddresses>('main/gateway-addresses');
  const { GatewayRunner } = await import('#kube');
  const { onNotice, leadership } = told;
  const runner: GatewayRunner = new GatewayRunner({
    ...options,
    proxies: { ...options.proxies, receiverOf: clusterReceiver },
    onNotice,
    ...(leadership === undefined ? {} : { leadership }),
    onAddresses: (gateway, assigned) =>
      queueMicrotask(() =>
        assigned === undefined ? gatewayAddresses.delete(gateway) : gatewayAddresses.set(gateway, assigned),
      ),
  });
  return {
    inputs: { gatewayAddresses },
    follow: ({ workloads }) => {
      if (workloads !== undefined) runner.follow(workloads);
    },
    close: () => runner.close(),
  };
}
