import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '#lib/testing/free-port.ts';
import { type Credentials, makeCredentials } from './credentials.ts';
import { type Daemon, startDaemon } from './daemon.ts';
import { startEtcd } from './etcd.ts';
import { makeFolder } from './folder.ts';
import { kubectlAs } from './kubectl.ts';
import type { Machine } from './machine.ts';
import { apiServerAddress, serviceAddresses } from './network.ts';
import { tools } from './tools.ts';

/**
 * ApiServer is a real API server with its etcd, on loopback, ready in some seconds; for tests that read and write objects
 * and need no pods:
 *
 *     const server = await startApiServer();
 *     await applyDefinitions(server, 'standard');
 *     await server.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'default' } });
 *     const reader = server.user('reader'); // a kubeconfig; may do what RBAC objects that you apply allow
 *     await server.stop(); // as if it had crashed: etcd and the port are kept
 *     await server.start();
 *     await server.close();
 *
 * Suites that use it are named `x.kubernetes.test.ts`, so that `npm test` skips them; `npm run test:kubernetes` runs all of
 * them, and `npm test -- FILE` one. They skip with `apiServerMissing()` where set-up is missing. No controllers run: a
 * deleted namespace stays Terminating, Services get no EndpointSlices, and the objects of deleted owners are not collected.
 */
export interface ApiServer {
  /** `https://127.0.0.1:PORT`. */
  readonly url: string;
  /** The path of the administrator's kubeconfig. */
  readonly kubeconfig: string;
  /** The authority of the server and its users. */
  readonly credentials: Credentials;
  /** A folder that goes with the server; `kube-apiserver.log` is in it. */
  readonly directory: string;
  /** The API server's process id, as long as it runs. */
  readonly pid: number | undefined;
  /** Runs kubectl as the administrator, and returns its output; rejects with its error message. */
  kubectl(args: readonly string[], input?: string): Promise<string>;
  /** Applies objects, server-side. */
  apply(...objects: readonly object[]): Promise<void>;
  /**
   * Makes a user, whose only rights are those that RBAC gives to this name or these groups. Returns the path of a
   * kubeconfig.
   */
  user(name: string, ...groups: readonly string[]): string;
  /**
   * Makes etcd forget all revisions before now. After the API server, which has a cache, is started again, it answers 410 to
   * whoever asks for one of them.
   */
  compact(): Promise<void>;
  /** Ends the API server; etcd goes on. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Starts the API server again, at the same port with the same objects, and resolves when it is ready. */
  start(): Promise<void>;
  /** Ends everything and removes the folder. A second time it does nothing. */
  close(): Promise<void>;
}

/**
 * ApiServerOptions: `flags` are added to those of kube-apiserver, or replace them; `machine` is where it runs, instead of on
 * loopback.
 */
export interface ApiServerOptions {
  readonly flags?: readonly string[];
  readonly machine?: Pick<Machine, 'address' | 'network' | 'folder'>;
}

/** Milliseconds in which an API server must be ready. */
const patience = 60_000;

/** startApiServer starts both and resolves when the API server is ready. */
export async function startApiServer({ flags = [], machine }: ApiServerOptions = {}): Promise<ApiServer> {
  const folder = machine?.folder ?? (await makeFolder());
  const { address, network: within } = machine ?? { address: '127.0.0.1', network: [] };
  const url = `https://${address}:${machine === undefined ? await freePort() : 6443}`;
  const credentials = makeCredentials(folder.path, url);
  const etcd = await startEtcd(folder.path, within);
  const serving = credentials.pair('kube-apiserver', {
    names: `DNS:localhost,DNS:kubernetes.default.svc,IP:127.0.0.1,IP:${address},IP:${apiServerAddress}`,
  });
  const accounts = credentials.pair('service-accounts');
  const command = [
    join(tools().kubernetes, 'kube-apiserver'),
    `--etcd-servers=${etcd.url}`,
    `--bind-address=${address}`,
    `--secure-port=${new URL(url).port}`,
    ...(machine === undefined ? withoutNodes : withNodes(address, credentials)),
    `--service-cluster-ip-range=${serviceAddresses}`,
    `--client-ca-file=${credentials.authorityFile}`,
    `--tls-cert-file=${serving.certificate}`,
    `--tls-private-key-file=${serving.key}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${accounts.certificate}`,
    `--service-account-signing-key-file=${accounts.key}`,
    ...flags,
  ] as const;
  const admin = credentials.user('admin', 'system:masters');
  const kubectl = kubectlAs(admin, within);
  let running: Daemon | undefined;
  const stop = async (signal?: NodeJS.Signals) => {
    await running?.stop(signal);
    running = undefined;
  };
  const start = async () => {
    await stop();
    running = startDaemon([...command], join(folder.path, 'kube-apiserver.log'), within);
    await ready([etcd.daemon, running], () => kubectl(['get', '--raw', '/readyz']));
  };
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    await stop();
    await etcd.daemon.stop();
    credentials.close();
    if (machine === undefined) await folder.remove();
  };
  try {
    await start();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    url,
    kubeconfig: admin,
    credentials,
    directory: folder.path,
    get pid() {
      return running?.pid;
    },
    kubectl,
    apply: async (...objects) => {
      const list = { apiVersion: 'v1', kind: 'List', items: objects };
      await kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], JSON.stringify(list));
    },
    user: credentials.user,
    compact: etcd.compact,
    stop,
    start,
    close,
  };
}

/** It refuses to advertise a loopback address to pods. Without nodes there are no pods to tell, so any address will do. */
const withoutNodes = [
  '--advertise-address=192.0.2.1',
  '--endpoint-reconciler-type=none',
  '--authorization-mode=RBAC',
];

function withNodes(address: string, credentials: Credentials): readonly string[] {
  const caller = credentials.pair('kubelet-client', { groups: ['system:masters'] });
  return [
    `--advertise-address=${address}`,
    '--authorization-mode=Node,RBAC',
    '--enable-admission-plugins=NodeRestriction',
    '--allow-privileged',
    `--kubelet-certificate-authority=${credentials.authorityFile}`,
    `--kubelet-client-certificate=${caller.certificate}`,
    `--kubelet-client-key=${caller.key}`,
    // Otherwise it would resolve the node's name.
    '--kubelet-preferred-address-types=InternalIP',
  ];
}

async function ready(daemons: readonly Daemon[], ask: () => Promise<string>): Promise<void> {
  const deadline = Date.now() + patience;
  for (;;) {
    for (const one of daemons) if (one.hasEnded()) throw new Error(`it ended at its start:\n${one.said()}`);
    try {
      await ask();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`${error}\n${daemons.map(one => one.said()).join('\n')}`);
      await pause(100);
    }
  }
}
