import { type Command, Option } from 'commander';
import { Fault } from '#lib/fault.ts';
import type { KubernetesSourceOptions } from '#sources/kubernetes';
import { controllerName } from '#status';
import { repeated } from './repeated.ts';

/** ClusterFlags say which Kubernetes cluster to read, as which user, and which part of it. */
export interface ClusterFlags {
  readonly kubernetes?: boolean;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespaces?: readonly string[];
  readonly secretNamespaces?: readonly string[];
  readonly controllerName?: string;
}

/** ChosenCluster are the options for a source of the cluster. */
export type ChosenCluster = Pick<
  KubernetesSourceOptions,
  'cluster' | 'controller' | 'namespaces' | 'secretNamespaces'
>;

/** addClusterFlags gives a command `--kubernetes`, described by `meaning`, and the flags that go with it. */
export function addClusterFlags(command: Command, meaning: string): Command {
  return command
    .optionsGroup('Kubernetes:')
    .option('--kubernetes', meaning)
    .option(
      '--kubeconfig <file>',
      'kubeconfig file (default: $KUBECONFIG, else ~/.kube/config, else the service account of this pod)',
    )
    .option('--context <name>', 'context of the kubeconfig (default: its current context)')
    .addOption(new Option('--namespaces <names>', 'read only these namespaces: a,b').argParser(repeated))
    .addOption(
      new Option(
        '--secret-namespaces <names>',
        'read Secrets only in these namespaces: a,b (default: in all namespaces that are read)',
      ).argParser(repeated),
    )
    .option(
      '--controller-name <name>',
      `serve the GatewayClasses with this controllerName (default: ${controllerName})`,
    );
}

/** openChosenCluster opens the cluster; undefined where the flags name none. */
export async function openChosenCluster(flags: ClusterFlags): Promise<ChosenCluster | undefined> {
  const { kubernetes, kubeconfig, context } = flags;
  const namespaces = namesIn(flags.namespaces);
  const secretNamespaces = namesIn(flags.secretNamespaces);
  if (kubernetes !== true) {
    const alone = [
      ['--kubeconfig', kubeconfig],
      ['--context', context],
      ['--namespaces', namespaces],
      ['--secret-namespaces', secretNamespaces],
      ['--controller-name', flags.controllerName],
    ].find(([, given]) => given !== undefined);
    if (alone !== undefined) throw new Fault('usage', `${alone[0]} goes with --kubernetes`);
    return undefined;
  }
  const { openCluster } = await import('#sources/kubernetes');
  const cluster = await openCluster({
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
  });
  return {
    cluster,
    controller: flags.controllerName ?? controllerName,
    ...(namespaces === undefined ? {} : { namespaces }),
    ...(secretNamespaces === undefined ? {} : { secretNamespaces }),
  };
}

/** readSecretNamespaces are the namespaces whose Secrets are read; empty where it is all of them. */
export function readSecretNamespaces(flags: Pick<ClusterFlags, 'namespaces' | 'secretNamespaces'>): {
  readonly secretNamespaces?: readonly string[];
} {
  const secretNamespaces = namesIn(flags.secretNamespaces) ?? namesIn(flags.namespaces);
  return secretNamespaces === undefined ? {} : { secretNamespaces };
}

/** All names of several comma-separated lists; undefined where there is none. */
function namesIn(lists: readonly string[] | undefined): readonly string[] | undefined {
  const names = lists?.flatMap(list => list.split(',')).flatMap(name => name.trim() || []);
  return names === undefined || names.length === 0 ? undefined : names;
}
