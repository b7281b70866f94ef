import { join } from 'node:path';
import type { ApiServer } from './api-server.ts';
import { type Daemon, startDaemon } from './daemon.ts';
import type { Machine } from './machine.ts';
import { podAddresses } from './network.ts';
import { tools } from './tools.ts';

/**
 * startControllers starts the controller manager and the scheduler of an API server. The server must be ready, or the
 * controller manager gives up for good.
 */
export function startControllers(server: ApiServer, machine: Machine): readonly Daemon[] {
  const { credentials, directory } = server;
  const start = (name: string, ...flags: readonly string[]) =>
    startDaemon(
      [
        join(tools().kubernetes, name),
        `--kubeconfig=${credentials.user(`system:${name}`)}`,
        '--leader-elect=false',
        '--bind-address=127.0.0.1',
        ...flags,
      ],
      join(directory, `${name}.log`),
      machine.network,
    );
  const manager = start(
    'kube-controller-manager',
    '--use-service-account-credentials',
    `--service-account-private-key-file=${join(directory, 'service-accounts.key')}`,
    `--root-ca-file=${credentials.authorityFile}`,
    `--cluster-cidr=${podAddresses}`,
  );
  return [manager, start('kube-scheduler')];
}
