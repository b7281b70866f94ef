import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiServer } from './api-server.ts';
import { makeCgroups } from './cgroups.ts';
import { socket } from './containerd.ts';
import { startDaemon } from './daemon.ts';
import type { Machine } from './machine.ts';
import { nameServerAddress, podAddresses } from './network.ts';
import { tools } from './tools.ts';

const name = 'node1';

/**
 * startNode makes a node of a machine on which containerd runs, with kubelet and kube-proxy. It resolves when the node is
 * ready.
 */
export async function startNode(server: ApiServer, machine: Machine): Promise<void> {
  const { folder, address, inside } = machine;
  const { credentials } = server;
  const at = (file: string) => join(folder.path, file);
  makeCgroups(folder.name);
  const serving = credentials.pair(name, { names: `DNS:${name},IP:${address}` });
  const configuration = {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: credentials.authorityFile },
    },
    authorization: { mode: 'Webhook' },
    tlsCertFile: serving.certificate,
    tlsPrivateKeyFile: serving.key,
    containerRuntimeEndpoint: `unix://${socket}`,
    clusterDNS: [nameServerAddress],
    clusterDomain: 'cluster.local',
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${folder.name}`,
    enforceNodeAllocatable: [],
    failCgroupV1: false,
    failSwapOn: false,
    // A machine that is used for other things too may have less left than kubelets wish for.
    evictionHard: { 'memory.available': '50Mi', 'nodefs.available': '1%', 'imagefs.available': '1%' },
    imageGCHighThresholdPercent: 100,
    volumePluginDir: at('volume-plugins'),
  };
  writeFileSync(at('kubelet.json'), JSON.stringify(configuration, undefined, 2));
  const kubelet = startDaemon(
    [
      join(tools().kubernetes, 'kubelet'),
      `--config=${at('kubelet.json')}`,
      `--kubeconfig=${credentials.user(`system:node:${name}`, 'system:nodes')}`,
      `--hostname-override=${name}`,
      `--node-ip=${address}`,
    ],
    at('kubelet.log'),
    inside,
  );
  startDaemon(
    [
      join(tools().kubernetes, 'kube-proxy'),
      `--kubeconfig=${credentials.user('system:kube-proxy')}`,
      `--hostname-override=${name}`,
      '--proxy-mode=iptables',
      `--cluster-cidr=${podAddresses}`,
      // Without these, kube-proxy would change settings of the whole machine, which are not ours to change.
      '--conntrack-max-per-core=0',
      '--conntrack-tcp-timeout-established=0',
      '--conntrack-tcp-timeout-close-wait=0',
    ],
    at('kube-proxy.log'),
    inside,
  );
  try {
    await server.kubectl(['wait', '--for=create', `node/${name}`, '--timeout=60s']);
    await server.kubectl(['wait', '--for=condition=Ready', `node/${name}`, '--timeout=60s']);
  } catch (error) {
    throw new Error(`${error}\n${kubelet.said()}`);
  }
}
