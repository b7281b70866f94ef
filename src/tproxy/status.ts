import { type Backend, backendOptions, type Installed } from './backend.ts';
import { allBackends } from './backends.ts';
import { compareListings, formatChanges, hashListing } from './listing.ts';
import { hasLoopbackSource } from './loopback.ts';
import { requireRights } from './machine.ts';
import { findStored, type Stored } from './persistence/persistence.ts';
import { describePlan, needsLoopback, type Plan } from './plan.ts';
import { planHash } from './plan-record.ts';
import type { BackendName, Config } from './settings.ts';

/** Status is the state of the transparent proxy that is in force, and its differences from what was installed. */
export interface Status {
  readonly state: 'intact' | 'absent' | 'drifted';
  readonly backend?: BackendName;
  readonly plan?: Plan;
  /** Empty unless drifted. Lines that begin with `-` should not be there; lines that begin with `+` are missing. */
  readonly differences: readonly string[];
  /** The copies of the rules that are kept for the next start of the host. */
  readonly persistence: readonly Stored[];
}

/** Found is what one backend finds of ours. */
export interface Found {
  readonly backend: Backend;
  readonly installed: Installed;
}

/** findInstalled asks every backend what it finds of ours. */
export async function findInstalled(backends: readonly Backend[]): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const backend of backends) {
    const installed = await backend.read();
    if (installed !== undefined) found.push({ backend, installed });
  }
  return found;
}

/** readStatus reads the firewall and compares it with the plan that the rules carry. It changes nothing. */
export async function readStatus(config: Config): Promise<Status> {
  requireRights('status transparent-proxy');
  const found = await findInstalled(allBackends(backendOptions(config)));
  return assess(found, hasLoopbackSource(), findStored(config));
}

/** describeStatus describes a status in lines. */
export function describeStatus({
  state,
  backend,
  plan,
  differences,
  persistence,
}: Status): readonly string[] {
  return [
    backend === undefined ? `transparent proxy: ${state}` : `transparent proxy: ${state}, with ${backend}`,
    ...(plan === undefined ? [] : [describePlan(plan)]),
    ...persistence.map(({ kind, path }) => `kept for the next start by ${kind}: ${path}`),
    ...differences,
  ];
}

/** assess makes the judgement of readStatus. Pure. */
export function assess(
  found: readonly Found[],
  loopbackSource: boolean,
  persistence: readonly Stored[],
): Status {
  const [main, ...others] = found.toSorted((a, b) => Number(isRecorded(b)) - Number(isRecorded(a)));
  if (main === undefined) return { state: 'absent', differences: [], persistence };
  const { plan } = main.installed;
  const differences = [
    ...drift(main),
    ...main.installed.leftovers,
    ...others.map(({ backend }) => `rules of ${backend.name} are there as well`),
    ...(plan !== undefined && needsLoopback(plan) && !loopbackSource ? ['+ lo: address ::6/128'] : []),
    ...persistence
      .filter(stored => plan !== undefined && stored.plan !== '' && stored.plan !== planHash(plan))
      .map(stored => `${stored.path} holds another plan`),
  ];
  return {
    state: differences.length === 0 ? 'intact' : 'drifted',
    backend: main.backend.name,
    ...(plan === undefined ? {} : { plan }),
    differences,
    persistence,
  };
}

function drift({ backend, installed }: Found): readonly string[] {
  const { plan, expectedHash, listing } = installed;
  if (plan !== undefined) return formatChanges(compareListings(listing, backend.expected(plan)));
  if (expectedHash === undefined)
    return ['the rules do not say what they are meant to be: install again, or uninstall'];
  return expectedHash === hashListing(listing)
    ? []
    : ['the rules are not those that were installed (without comments they do not say how)'];
}

/** Rules that say what they are meant to be are the install in force; anything else is a remainder. */
function isRecorded({ installed }: Found): boolean {
  return installed.plan !== undefined || installed.expectedHash !== undefined;
}
