import type { Command } from 'commander';
import { Fault } from '#lib/fault.ts';
import type { CertifyGatewaysOptions } from '../main/certify-gateways.ts';
import type { WorkloadOptions } from '../main/run-workloads.ts';
import type { ChosenCluster } from './cluster-flags.ts';

/** WorkloadFlags say whether and how proxies are run for the Gateways of a cluster. */
export interface WorkloadFlags {
  readonly runGateways?: string;
  readonly envoyImage?: string;
  readonly drainImage?: string;
  readonly xdsAuthority?: string;
}

/**
 * XdsAuthority is the Secret with the authority for TLS between gateways' proxies and us, and the host name by which they
 * find us.
 */
export type XdsAuthority = Pick<CertifyGatewaysOptions, 'secret' | 'host'>;

/** The image that Fairlead is tested with. */
const defaultImage = 'docker.io/envoyproxy/envoy:distroless-v1.40.0';

/** addWorkloadFlags gives a command the flags for running proxies. */
export function addWorkloadFlags(command: Command): Command {
  return command
    .optionsGroup('Proxies in the cluster:')
    .option(
      '--run-gateways <host:port>',
      'run a Deployment of Envoys for each Gateway; HOST:PORT is where they reach this control plane',
    )
    .option('--envoy-image <image>', `image of these Envoys (default: ${defaultImage})`)
    .option(
      '--xds-authority <namespace/name>',
      'Secret with the CA for TLS between them and this control plane; created if it does not exist (default: secured as --xds is)',
    )
    .option(
      '--drain-image <image>',
      'image of Fairlead that drains an Envoy before it ends (default: none; requests that take longer than 10 s are lost)',
    );
}

/** readWorkloads is nothing where no proxies are run. */
export function readWorkloads(
  { runGateways, envoyImage, drainImage, xdsAuthority }: WorkloadFlags,
  kubernetes: ChosenCluster | undefined,
): { readonly workloads?: WorkloadOptions; readonly xdsAuthority?: XdsAuthority } {
  if (runGateways === undefined) {
    if (envoyImage !== undefined) throw new Fault('usage', '--envoy-image goes with --run-gateways');
    if (drainImage !== undefined) throw new Fault('usage', '--drain-image goes with --run-gateways');
    if (xdsAuthority !== undefined) throw new Fault('usage', '--xds-authority goes with --run-gateways');
    return {};
  }
  if (kubernetes === undefined) throw new Fault('usage', '--run-gateways goes with --kubernetes');
  if (!/^[^\s:/]+:\d{1,5}$/.test(runGateways))
    throw new Fault(
      'usage',
      `--run-gateways ${runGateways} is not a HOST:PORT, such as fairlead.system.svc:18000`,
    );
  const { cluster, namespaces, secretNamespaces } = kubernetes;
  return {
    ...(xdsAuthority === undefined ? {} : { xdsAuthority: readAuthority(xdsAuthority, runGateways) }),
    workloads: {
      cluster,
      ...(namespaces === undefined ? {} : { namespaces }),
      withoutSecrets: secretNamespaces !== undefined,
      proxies: {
        image: envoyImage ?? defaultImage,
        xdsAddress: runGateways,
        ...(drainImage === undefined ? {} : { drainImage }),
      },
    },
  };
}

function readAuthority(text: string, runGateways: string): XdsAuthority {
  const [, namespace, name] = /^([a-z0-9][-a-z0-9]*)\/([a-z0-9][-.a-z0-9]*)$/.exec(text) ?? [];
  if (namespace === undefined || name === undefined)
    throw new Fault(
      'usage',
      `--xds-authority ${text}: must be NAMESPACE/NAME, such as fairlead-system/fairlead-xds`,
    );
  return { secret: { namespace, name }, host: runGateways.replace(/:\d+$/, '') };
}
