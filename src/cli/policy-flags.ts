import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { Allowed } from '#inspect';
import { Fault } from '#lib/fault.ts';
import { type AddressPolicy, type GuardedClass, guardedClasses } from '#translate';
import { type ClusterFlags, readSecretNamespaces } from './cluster-flags.ts';
import { addGcpFlags, type GcpFlags, readGcp } from './gcp-flags.ts';
import { addRateLimitFlags, type RateLimitFlags, readRateLimitService } from './rate-limit-flags.ts';
import { repeated } from './repeated.ts';

/** PolicyFlags are what the operator allows, and who counts, as given. */
export interface PolicyFlags extends RateLimitFlags, GcpFlags {
  readonly allowAddresses?: readonly string[];
  readonly allowSockets?: readonly string[];
  readonly enableEnvoyPatchPolicy?: boolean;
  readonly reachByPermissions?: boolean;
  readonly discoverServices?: boolean;
}

/** By this name it is asked for where people come from Kuma. */
const kumasSwitch = 'KUMA_EXPERIMENTAL_AUTO_REACHABLE_SERVICES';

/** addPolicyFlags gives a command the flags that say what Backends may name; `fallback` tells what holds without them. */
export function addPolicyFlags(command: Command, fallback: string): Command {
  const own = command
    .addOption(
      new Option(
        '--allow-addresses <classes>',
        `addresses that Backends may name, of ${guardedClasses.join(',')} (default: ${fallback})`,
      ).argParser(repeated),
    )
    .addOption(
      new Option(
        '--allow-sockets <dir>',
        `a directory below which Backends may name unix sockets, or any; may be repeated (default: ${fallback})`,
      ).argParser(repeated),
    )
    .option(
      '--enable-envoy-patch-policy',
      'put EnvoyPatchPolicies in force: who may write one may have the proxy do anything',
    )
    .option(
      '--reach-by-permissions',
      `tell sidecars of those services alone that let them in by a MeshTrafficPermission (also: ${kumasSwitch}=true)`,
    );
  own.option(
    '--discover-services',
    'have an Upstream of gloo for each port of a Service, NAMESPACE-SERVICE-PORT, as gloo’s discovery makes them',
  );
  return addRateLimitFlags(addGcpFlags(own));
}

/** readPolicy makes the policy of the flags; what is not given is as in `fallback`. */
export function readPolicy(
  flags: PolicyFlags & Pick<ClusterFlags, 'namespaces' | 'secretNamespaces'>,
  fallback: AddressPolicy = unknownMachine,
): AddressPolicy {
  const { allowAddresses, allowSockets } = flags;
  const { followLinks = (path: string) => path } = fallback;
  return {
    ...fallback,
    ...readRateLimitService(flags),
    ...readSecretNamespaces(flags),
    ...readGcp(flags),
    ...(flags.enableEnvoyPatchPolicy === true ? { allowsPatches: true } : {}),
    ...(flags.reachByPermissions === true || process.env[kumasSwitch] === 'true'
      ? { reachFollowsPermissions: true }
      : {}),
    ...(flags.discoverServices === true ? { discoversServices: true } : {}),
    allowed:
      allowAddresses === undefined
        ? fallback.allowed
        : new Set(allowAddresses.flatMap(list => list.split(',')).flatMap(readClass)),
    socketDirectories:
      allowSockets === undefined ? fallback.socketDirectories : readDirectories(allowSockets, followLinks),
  };
}

/**
 * unknownMachine is the policy where nothing runs (`render`, `check`): an address is guarded wherever it is, but whether a
 * directory is allowed only the machine that has it can say.
 */
export const unknownMachine: AddressPolicy = {
  allowed: new Set(),
  socketDirectories: 'any',
  refusedSockets: [],
};

/** nothingAllowed is the policy where nobody is known to be on the proxy's own machine. */
export const nothingAllowed: AddressPolicy = {
  allowed: new Set(),
  socketDirectories: [],
  refusedSockets: [],
};

/** allowedPolicy is the policy of a control plane as it tells of it: what of it is known only where it runs is left out. */
export function allowedPolicy({ addresses, sockets }: Allowed): AddressPolicy {
  return {
    ...unknownMachine,
    allowed: new Set(guardedClasses.filter(known => addresses.includes(known))),
    socketDirectories: sockets,
  };
}

function readClass(written: string): GuardedClass[] {
  const name = written.trim();
  if (name === '' || name === 'none') return [];
  const found = guardedClasses.find(known => known === name);
  if (found === undefined) {
    throw new Fault(
      'usage',
      `--allow-addresses: ${JSON.stringify(name)} is no class of addresses; there are ${guardedClasses.join(', ')} and none`,
    );
  }
  return [found];
}

function readDirectories(
  written: readonly string[],
  followLinks: (path: string) => string,
): AddressPolicy['socketDirectories'] {
  if (written.includes('any')) return 'any';
  return written.filter(directory => directory !== 'none').map(directory => followLinks(resolve(directory)));
}
