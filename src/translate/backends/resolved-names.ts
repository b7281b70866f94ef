import { isIPv4 } from 'node:net';
import type { Tracker } from '#graph';
import type { Finding } from '#lib/finding.ts';
import { normalizeHostname } from '#lib/hostname.ts';
import { resourceKey } from '#lib/resource-ref.ts';
import {
  type DnsWant,
  type Known,
  type Pace,
  type Resolution,
  type SrvTarget,
  type Want,
  wantKey,
} from '#model';
import type { BackendEndpoint } from '#resources';
import { type AddressPolicy, isOwnPort, refusedAddress } from '../address-policy.ts';
import { knownOf } from '../known.ts';
import { resolutionOf } from '../resolution.ts';
import type { BackendKindContext } from './backend-kind.ts';
import { speaksBothInPlainText } from './upstream-protocol.ts';
import type { WrittenEndpoints } from './written-endpoints.ts';

type Named = Extract<BackendEndpoint, { readonly kind: 'fqdn' }>;
type Service = Extract<BackendEndpoint, { readonly kind: 'srv' }>;

/**
 * needsResolution tells whether the control plane resolves the names of a backend. Envoy does where only names and addresses
 * are mixed. It cannot beside a unix socket, for the hosts of SRV records, or where HTTP versions are mixed in plain text.
 * It must not where the operator wants all names checked, or where the port is one of the control plane's own: only the
 * addresses tell whether the name leads there.
 */
export function needsResolution({ spec }: WrittenEndpoints, policy: AddressPolicy): boolean {
  const { endpoints } = spec;
  if (endpoints.some(e => e.kind === 'srv')) return true;
  const named = endpoints.filter(e => e.kind === 'fqdn');
  const isBesideSocket = endpoints.some(e => e.kind === 'unix');
  const isChecked = policy.checksNames === true;
  return (
    named.length > 0 &&
    (isChecked ||
      isBesideSocket ||
      speaksBothInPlainText(spec) ||
      named.some(({ port }) => isOwnPort(port, policy)))
  );
}

/** howResolved is how the names of a backend are looked up: what policies on it say goes before what it says itself. */
export function howResolved(
  { ref, spec }: WrittenEndpoints,
  { resolutionOn }: BackendKindContext,
  track: Tracker,
): Resolution {
  const own = spec.dns === undefined ? {} : resolutionOf(spec.dns);
  return { ...own, ...resolutionOn(resourceKey(ref), track) };
}

/** wantsOf gives the names and SRV services of a backend that must be looked up, at the pace that is set for it. */
export function wantsOf(
  backend: WrittenEndpoints,
  context: BackendKindContext,
  track: Tracker,
): readonly Want[] {
  if (!needsResolution(backend, context.policy)) return [];
  return atPace(wanted(backend), howResolved(backend, context, track));
}

/** atPace gives wants the pace at which they are looked up again. */
export function atPace<W extends Want>(
  wants: readonly W[],
  { refresh, respectTtl, failure }: Pick<Resolution, 'refresh' | 'respectTtl' | 'failure'>,
): readonly W[] {
  const pace: Pace = {
    ...(refresh === undefined ? {} : { refresh }),
    ...(respectTtl === undefined ? {} : { respectTtl }),
    ...(failure === undefined ? {} : { failure }),
  };
  return Object.keys(pace).length === 0 ? wants : wants.map(want => ({ ...want, pace }));
}

function wanted({ spec }: WrittenEndpoints): readonly Want[] {
  return spec.endpoints.flatMap(e => wantOf(e) ?? []);
}

/** isAwaited tells whether some name of a backend is still being looked up for the first time. */
export function isAwaited(
  backend: WrittenEndpoints,
  { policy, discovered }: BackendKindContext,
  track: Tracker,
): boolean {
  if (!needsResolution(backend, policy)) return false;
  return wanted(backend).some(want => track.fetch(discovered, wantKey(want)) === undefined);
}

/** targetsOf gives the hosts that offer a service, by its SRV records. */
export function targetsOf(
  { name }: Service,
  context: BackendKindContext,
  track: Tracker,
): readonly SrvTarget[] {
  return knownOf({ kind: 'srv', name }, context.discovered, track).answer?.targets ?? [];
}

/** resolvedAddresses gives the addresses of a name that may be used. */
export function resolvedAddresses(
  { hostname, port }: Pick<Named, 'hostname' | 'port'>,
  family: Resolution['family'],
  context: NameContext,
  track: Tracker,
): readonly string[] {
  return usable(
    knownOf(nameOf(hostname), context.discovered, track).answer?.addresses ?? [],
    port,
    family,
    context,
  );
}

/** usable gives the addresses that may be reached: even an allowed name may resolve to an address that is not. */
export function usable(
  addresses: readonly string[],
  port: number,
  family: Resolution['family'],
  { policy }: Pick<BackendKindContext, 'policy'>,
): readonly string[] {
  const reachable = addresses.filter(address => refusedAddress(address, port, policy) === undefined);
  return ofFamily(reachable, family);
}

/**
 * nameFindings reports names that do not resolve (their endpoints stay as they last were, or are left out), and names that
 * lead where no backend may be (their endpoints are left out).
 */
export function nameFindings(
  backend: WrittenEndpoints,
  context: BackendKindContext,
  track: Tracker,
): readonly Finding[] {
  const { ref, spec } = backend;
  const isResolved = needsResolution(backend, context.policy);
  const notLogical =
    howResolved(backend, context, track).kind === 'logical' && (isResolved || spec.endpoints.length !== 1);
  return [
    ...(notLogical ? [{ ...logicalIgnored(isResolved), path: 'spec.dns.type', ref }] : []),
    ...(isResolved ? spec.endpoints : []).flatMap(endpoint => {
      const about = { path: endpoint.at, ref };
      return found(endpoint, context, track).map(finding => ({ ...finding, ...about }));
    }),
  ];
}

function logicalIgnored(isResolved: boolean): Said {
  const why = isResolved
    ? 'the control plane looks its names up, and hands all their addresses on'
    : 'only where there is one endpoint can its name be it';
  return { severity: 'warning', reason: 'UnsupportedValue', message: `Logical has no effect here: ${why}` };
}

/** Said is a finding without where it was written. */
export type Said = Omit<Finding, 'path' | 'ref'>;

type NameContext = Pick<BackendKindContext, 'discovered' | 'policy'>;

/** saidOfName says what is wrong with a name that the control plane looks up. */
export function saidOfName(
  { hostname, port }: Pick<Named, 'hostname' | 'port'>,
  context: NameContext,
  track: Tracker,
): Said[] {
  const known = knownOf(nameOf(hostname), context.discovered, track);
  return [
    ...refusedOf(hostname, port, known.answer?.addresses ?? [], context),
    ...unresolved(hostname, known),
  ];
}

function found(endpoint: BackendEndpoint, context: BackendKindContext, track: Tracker): Said[] {
  switch (endpoint.kind) {
    case 'fqdn':
      return saidOfName(endpoint, context, track);
    case 'srv': {
      const known = knownOf({ kind: 'srv', name: endpoint.name }, context.discovered, track);
      const targets = known.answer?.targets ?? [];
      const message = `the records of ${endpoint.name} say that nobody offers this service`;
      return [
        ...(known.answer !== undefined && targets.length === 0 ? [notResolved(message)] : []),
        ...targets.flatMap(({ name, port, addresses }) => refusedOf(name, port, addresses, context)),
        ...unresolved(endpoint.name, known),
      ];
    }
    case 'ip':
    case 'unix':
      return [];
  }
}

function refusedOf(
  hostname: string,
  port: number,
  addresses: readonly string[],
  { policy }: NameContext,
): Said[] {
  const refused = addresses.flatMap(address => refusedAddress(address, port, policy) ?? []);
  return refused.map(why => {
    const message = `${hostname} leads to a place that is left out: ${why}`;
    return { severity: 'error', reason: 'InvalidAddress', message };
  });
}

function unresolved(name: string, { answer, error }: Known): Said[] {
  if (error === undefined) return [];
  const meanwhile = answer === undefined ? 'nothing is known of it' : 'what was last known of it holds';
  return [notResolved(`${name} could not be resolved (${error}); ${meanwhile}`)];
}

function notResolved(message: string): Said {
  return { severity: 'warning', reason: 'NameNotResolved', message };
}

function wantOf(endpoint: BackendEndpoint): Want | undefined {
  switch (endpoint.kind) {
    case 'fqdn':
      return nameOf(endpoint.hostname);
    case 'srv':
      return { kind: 'srv', name: endpoint.name };
    case 'ip':
    case 'unix':
      return undefined;
  }
}

/** nameOf is the want of a name. */
export function nameOf(hostname: string): DnsWant {
  return { kind: 'dns', name: normalizeHostname(hostname) };
}

/** As Envoy treats names that it resolves itself; by default IPv4, where there is any. */
function ofFamily(
  addresses: readonly string[],
  family: Resolution['family'] = 'v4-preferred',
): readonly string[] {
  const v4 = addresses.filter(isIPv4);
  const v6 = addresses.filter(address => !isIPv4(address));
  switch (family) {
    case 'v4':
      return v4;
    case 'v6':
      return v6;
    case 'v4-preferred':
      return v4.length > 0 ? v4 : v6;
    case 'v6-preferred':
      return v6.length > 0 ? v6 : v4;
    case 'both':
      return addresses;
  }
}
