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
  readonly wasmCache?: string;
}

/** The variable that users of Kuma know for this. */
const kumasSwitch = 'KUMA_EXPERIMENTAL_AUTO_REACHABLE_SERVICES';

/** AllowedByDefault says in words what Backends may name where the flags are not given. */
export interface AllowedByDefault {
  readonly addresses: string;
  readonly sockets: string;
}

/**
 * addPolicyFlags gives a command the flags that say what Backends may name and which features are on; `condition` says when
 * they apply.
 */
export function addPolicyFlags(command: Command, fallback: AllowedByDefault, condition?: string): Command {
  const own = command
    .optionsGroup(
      condition === undefined ? 'Permissions and features:' : `Permissions and features, ${condition}:`,
    )
    .addOption(
      new Option(
        '--allow-addresses <classes>',
        `guarded addresses that Backends may use, or none: ${guardedClasses.join(',')} (default: ${fallback.addresses})`,
      ).argParser(repeated),
    )
    .addOption(
      new Option(
        '--allow-sockets <dir>',
        `directory whose unix sockets Backends may use, or any, or none; may be repeated (default: ${fallback.sockets})`,
      ).argParser(repeated),
    )
    .option(
      '--enable-envoy-patch-policy',
      'apply EnvoyPatchPolicies; whoever may write one has full control of the proxy',
    )
    .option(
      '--reach-by-permissions',
      `send a sidecar only the services that a MeshTrafficPermission lets it call (also: ${kumasSwitch}=true)`,
    );
  own.option(
    '--discover-services',
    'create a Gloo Upstream NAMESPACE-SERVICE-PORT for each port of a Service, as Gloo’s discovery does',
  );
  own.option(
    '--wasm-cache <dir>',
    'have programs of images (EnvoyExtensionPolicy, code.type Image) pulled into this directory, which proxies must find at the same path (default: no image is pulled)',
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
    ...(flags.wasmCache === undefined ? {} : { programFolder: resolve(flags.wasmCache) }),
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
      `--allow-addresses: ${JSON.stringify(name)} is not a class of addresses; there are ${guardedClasses.join(', ')} and none`,
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
