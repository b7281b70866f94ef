import type { Command } from 'commander';
import { Fault } from '#lib/fault.ts';
import { isError } from '#lib/finding.ts';
import { kinds } from '#resources';
import type { AddressPolicy } from '#translate';
import { type AdmissionFlags, addAdmissionFlags, readAdmission } from './admission-flags.ts';
import { addClusterFlags, type ClusterFlags, openChosenCluster } from './cluster-flags.ts';
import { painter } from './colours.ts';
import type { RegisterCommand } from './command.ts';
import { addConsulFlags, type ConsulFlags, readConsul } from './consul-flags.ts';
import { addDnsFlags, checkingNames, type DnsFlags, readDnsServers } from './dns-flags.ts';
import { followLinks } from './follow-links.ts';
import { addJoinFlags, type JoinFlags, readJoining } from './join-flags.ts';
import { addressText, type ListenAddress } from './listen-address.ts';
import { addListenFlags, type ListenFlags, readListening } from './listen-flags.ts';
import { createLiveLines } from './live/live-lines.ts';
import { defaultStateDirectory } from './places.ts';
import { addPolicyFlags, nothingAllowed, type PolicyFlags, readPolicy } from './policy-flags.ts';
import { showFile } from './read-manifests.ts';
import { type RunningControlPlane, runControlPlane } from './run-control-plane.ts';
import { runUntilStopped } from './run-until-stopped.ts';
import { servedPlaces } from './served-places.ts';
import { addWorkloadFlags, readWorkloads, type WorkloadFlags } from './workload-flags.ts';

interface ServeFlags
  extends ListenFlags,
    JoinFlags,
    PolicyFlags,
    DnsFlags,
    ConsulFlags,
    ClusterFlags,
    WorkloadFlags,
    AdmissionFlags {
  readonly filename?: readonly string[];
  readonly store?: string;
  readonly state?: string;
  readonly lease?: string;
}

const examples = `
An Envoy says by its node.cluster which gateway it serves: NAMESPACE/GATEWAY.
No mistake in a file stops the control plane: it is reported, and the last good state stays in force.

Examples:
  fairlead serve -f shop/                                      serve files to Envoys on this machine
  fairlead serve -f shop/ --xds 127.0.0.1:18000 --api 127.0.0.1:18001
  fairlead serve --store mesh.sqlite                           serve what fairlead apply writes
  fairlead serve --kubernetes --context staging                serve the objects of a cluster, and write their status
  fairlead serve --kubernetes --run-gateways fairlead.system.svc:18000
                                                               and run Envoys for each Gateway
  fairlead serve -f shop/ --xds 0.0.0.0:18000 --xds-tls-cert tls.crt --xds-tls-key tls.key --xds-tls-client-ca ca.crt`;

/** `fairlead serve`: the control plane over files, a store and a cluster. */
export const serveCommand: RegisterCommand = program => {
  const command: Command = program
    .command('serve')
    .description(
      'Run the control plane: serve files, a store and a Kubernetes cluster to Envoys (xDS) and people (REST)',
    )
    .addHelpText('after', examples)
    .option('-f, --filename <path...>', 'files or directories with manifests (.yaml, .yml, .json)')
    .option('--store <file>', 'SQLite file for objects written over REST; created if it does not exist')
    .option(
      '--state <dir>',
      'directory for what must survive a restart (default: one below ~/.local/state/fairlead/ for each set of paths)',
    );
  addClusterFlags(command, 'serve the objects of a Kubernetes cluster, and write their status');
  command.option(
    '--lease <namespace/name>',
    'Lease that decides which replica writes to the cluster; all replicas serve (default: this one writes)',
  );
  addWorkloadFlags(command);
  addAdmissionFlags(command);
  addListenFlags(command);
  addJoinFlags(command);
  addDnsFlags(command);
  addConsulFlags(command);
  addPolicyFlags(command, {
    addresses: 'loopback if --xds is on loopback, else none',
    sockets: 'any if --xds is on loopback, else none',
  }).action(serve);
};

async function serve(flags: ServeFlags): Promise<void> {
  const { filename: paths = [], store } = flags;
  if (paths.length === 0 && store === undefined && flags.kubernetes !== true)
    throw new Fault(
      'usage',
      'there is nothing to serve: give -f PATH, --store FILE, --kubernetes, or several of them',
    );
  const kubernetes = await openChosenCluster(flags);
  const served = {
    paths,
    ...(store === undefined ? {} : { store }),
    ...(kubernetes === undefined ? {} : { kubernetes }),
  };
  const places = servedPlaces(served);
  const workloads = readWorkloads(flags, kubernetes);
  const admission = readAdmission(flags, kubernetes);
  const { xds, api } = readListening(flags);
  const joining = readJoining(flags);
  if (workloads.xdsAuthority !== undefined && joining.join !== undefined)
    throw new Fault(
      'usage',
      '--join cannot be given beside --xds-authority: who joins has no certificate of it',
    );
  const dns = readDnsServers(flags);
  const consul = readConsul(flags);
  const policy = checkingNames(readPolicy(flags, policyBeside(xds.address)), flags);
  const live = createLiveLines({
    write: line => process.stderr.write(`${line}\n`),
    paint: painter(process.stderr),
    show: showFile,
  });
  await runUntilStopped(async () => {
    const running = await runControlPlane({
      ...served,
      ...(await readLease(flags)),
      stateDirectory: flags.state ?? defaultStateDirectory(places),
      policy,
      xds: { ...xds, address: addressText(xds.address) },
      api,
      live,
      ...workloads,
      ...admission,
      ...(workloads.workloads === undefined ? { proxiesStartElsewhere: true } : {}),
      ...joining,
      ...dns,
      ...consul,
    });
    live.say('·', greeting(running, places));
    return running;
  });
}

async function readLease({ lease, kubernetes }: ServeFlags) {
  if (lease === undefined) return {};
  if (kubernetes !== true) throw new Fault('usage', '--lease goes with --kubernetes');
  const { parseLeaseName } = await import('#kube');
  const name = parseLeaseName(lease);
  if (name === undefined)
    throw new Fault('usage', `--lease ${lease}: must be NAMESPACE/NAME, such as fairlead-system/fairlead`);
  return { lease: name };
}

/** Proxies that come over loopback are on this very machine, where its own services may well be their backends. */
function policyBeside(xds: ListenAddress): AddressPolicy {
  if (!xds.isLocal) return nothingAllowed;
  return {
    allowed: new Set(['loopback']),
    socketDirectories: 'any',
    followLinks,
    refusedSockets: xds.kind === 'unix' ? [followLinks(xds.path)] : [],
  };
}

function greeting({ controlPlane, api, join }: RunningControlPlane, places: readonly string[]): string {
  const { inputs, translation, status } = controlPlane.pipeline;
  const objects = kinds.reduce((sum, { id }) => sum + inputs.of(id).size, 0);
  const proxies = translation.edges.size;
  const errors = [...status.findings.entries()].flatMap(([, found]) => found.filter(isError)).length;
  const counted = `${objects} object${objects === 1 ? '' : 's'} for ${proxies} prox${proxies === 1 ? 'y' : 'ies'}`;
  const wrong = errors === 0 ? '' : `; ${errors} error${errors === 1 ? '' : 's'}: see fairlead get findings`;
  const served =
    join === undefined
      ? `serving xDS on ${controlPlane.xdsAddress} and REST on ${api}`
      : `serving xDS on ${controlPlane.xdsAddress}, REST on ${api} and proxies that join on ${join}`;
  return `${served}: ${counted} from ${places.join(', ')}${wrong}`;
}
