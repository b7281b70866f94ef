import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { Allowed } from '#inspect';
import { Fault } from '#lib/fault.ts';
import { type AddressPolicy, type GuardedClass, guardedClasses } from '#translate';
import { type ClusterFlags, readSecretNamespaces } from './cluster-flags.ts';
import { addGcpFlags, type GcpFlags, readGcp } from './gcp-flags.ts';
import { addRateLimitFlags, type RateLimitFlags, readRateLimitService } from './rate-limit-flags.ts';
import { repeated } from './repeated.ts';

/** PolicyFlags are what the operator allows, and the flags for rate limits and Google's tokens, as given. */
export interface PolicyFlags extends RateLimitFlags, GcpFlags {
  readonly allowAddresses?: readonly string[];
  readonly allowSockets?: readonly string[];
  readonly enableEnvoyPatchPolicy?: boolean;
  readonly reachByPermissions?: boolean;
  readonly discoverServices?: boolean;
}

/** The variable that users of Kuma know for this. */
const kumasSwitch = 'KUMA_EXPERIMENTAL_AUTO_REACHABLE_SERVICES';

/** addPolicyFlags gives a command the flags that say what Backends may name; `fallback` describes the default. */
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

/** readPolicy makes the policy that the flags describe; whatever they leave out is as in `fallback`. */
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
 * unknownMachine is the policy where nothing runs (`render`, `check`): guarded addresses are refused, since they are guarded
 * on every machine; every socket directory is allowed, since only the machine that has it can tell.
 */
export const unknownMachine: AddressPolicy = {
  allowed: new Set(),
  socketDirectories: 'any',
  refusedSockets: [],
};

/** nothingAllowed is the policy where the proxies may be on any machine. */
export const nothingAllowed: AddressPolicy = {
  allowed: new Set(),
  socketDirectories: [],
  refusedSockets: [],
};

/**
 * allowedPolicy is the policy that a control plane reports over its API; parts that are known only where it runs are left
 * out.
 */
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
