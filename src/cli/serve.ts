import type { Command } from 'commander';
import { Fault } from '#lib/fault.ts';
import { isError } from '#lib/finding.ts';
import { kinds } from '#resources';
import type { AddressPolicy } from '#translate';
import { painter } from './colours.ts';
import type { RegisterCommand } from './command.ts';
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

interface ServeFlags extends ListenFlags, JoinFlags, PolicyFlags, DnsFlags {
  readonly filename?: readonly string[];
  readonly store?: string;
  readonly state?: string;
}

const examples = `
An Envoy names the proxy that it wants to be by node.cluster: <namespace>/<gateway>.
What stands in the files never ends it: mistakes are told, and what was good before stays in force.

Examples:
  fairlead serve -f shop/                                      to Envoys on this machine
  fairlead serve -f shop/ --xds 127.0.0.1:18000 --api 127.0.0.1:18001
  fairlead serve --store mesh.sqlite                           what is written by fairlead apply, or over REST
  fairlead serve -f shop/ --xds 0.0.0.0:18000 --xds-tls-cert tls.crt --xds-tls-key tls.key --xds-tls-client-ca ca.crt`;

/** `fairlead serve`: the control plane over files and a store. */
export const serveCommand: RegisterCommand = program => {
  const command: Command = program
    .command('serve')
    .description('Follow files, keep a store, and serve what they say to Envoys (xDS) and to people (REST)')
    .addHelpText('after', examples)
    .option('-f, --filename <path...>', 'files and directories of manifests (.yaml, .yml, .json)')
    .option('--store <file>', 'an SQLite file, made where there is none, for what is written over REST')
    .option(
      '--state <dir>',
      'what is to survive a restart (default: ~/.local/state/fairlead/, a directory for each set of paths)',
    );
  addListenFlags(command);
  addJoinFlags(command);
  addDnsFlags(command);
  addPolicyFlags(command, 'loopback and any socket where --xds is on loopback, else none').action(serve);
};

async function serve(flags: ServeFlags): Promise<void> {
  const { filename: paths = [], store } = flags;
  if (paths.length === 0 && store === undefined)
    throw new Fault('usage', 'there is nothing to serve: give -f PATH, --store FILE, or both');
  const places = store === undefined ? paths : [...paths, store];
  const { xds, api } = readListening(flags);
  const joining = readJoining(flags);
  const dns = readDnsServers(flags);
  const policy = checkingNames(readPolicy(flags, policyBeside(xds.address)), flags);
  const live = createLiveLines({
    write: line => process.stderr.write(`${line}\n`),
    paint: painter(process.stderr),
    show: showFile,
  });
  await runUntilStopped(async () => {
    const running = await runControlPlane({
      paths,
      ...(store === undefined ? {} : { store }),
      stateDirectory: flags.state ?? defaultStateDirectory(places),
      policy,
      xds: { ...xds, address: addressText(xds.address) },
      api,
      live,
      ...joining,
      ...dns,
    });
    live.say('·', greeting(running, places));
    return running;
  });
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
  const proxies = translation.gateways.size;
  const errors = [...status.findings.entries()].flatMap(([, found]) => found.filter(isError)).length;
  const counted = `${objects} object${objects === 1 ? '' : 's'} for ${proxies} prox${proxies === 1 ? 'y' : 'ies'}`;
  const wrong = errors === 0 ? '' : `; ${errors} error${errors === 1 ? '' : 's'}: see fairlead get findings`;
  const joining = join === undefined ? '' : `, where proxies join at ${join},`;
  return `serving xDS on ${controlPlane.xdsAddress} and REST on ${api}${joining}: ${counted} from ${places.join(', ')}${wrong}`;
}
