import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { missingPrograms } from '../../harness/missing-programs.ts';

/** Tools are the absolute paths of the programs that `npm run setup:kubernetes` made. */
export interface Tools {
  /** The folder of `kube-apiserver`, `kube-controller-manager`, `kube-scheduler`, `kube-proxy` and `kubelet`. */
  readonly kubernetes: string;
  readonly kubectl: string;
  readonly helm: string;
  /** The program that holds a pod's namespaces. */
  readonly pause: string;
  /** The name server of clusters. */
  readonly coredns: string;
  /** The folder of `conformance`, the suite of the Gateway API, and of `echo-basic`, its backend. */
  readonly conformance: string;
  /** Folders of CustomResourceDefinitions. */
  readonly definitions: Readonly<
    Record<
      'standard' | 'older' | 'experimental' | 'envoy-gateway' | 'kgateway' | 'prometheus-operator',
      string
    >
  >;
}

/** plugins is the folder of the CNI plugins. */
export const plugins = '/usr/lib/cni';

const file = fileURLToPath(new URL('../../../.cache/kubernetes.json', import.meta.url));

/** tools returns these paths. */
export function tools(): Tools {
  return JSON.parse(readFileSync(file, 'utf8')) as Tools;
}

/** apiServerMissing is why no API server can be started here, or false: the reason for a test to skip. */
export function apiServerMissing(): string | false {
  if (!existsSync(file) || !existsSync(tools().kubernetes)) {
    return 'needs Kubernetes: run npm run setup:kubernetes';
  }
  return missingPrograms('etcd', 'openssl', 'setpriv', 'curl') ?? false;
}

/** clusterMissing is the same for a whole cluster. */
export function clusterMissing(): string | false {
  if (process.geteuid?.() !== 0) return 'needs root: a machine of its own for the node';
  const programs = ['containerd', 'ctr', 'runc', 'iptables', 'nsenter', 'unshare', 'ip', 'sysctl', 'dig'];
  if (!existsSync(`${plugins}/bridge`)) return 'needs the plugins of CNI';
  return apiServerMissing() || (missingPrograms(...programs) ?? false);
}
