import { isIPv4 } from 'node:net';
import type { Tracker } from '#graph';
import type { Finding } from '#lib/finding.ts';
import { normalizeHostname } from '#lib/hostname.ts';
import { type DnsWant, wantKey } from '#model';
import type { BackendEndpoint, EnvoyGatewayBackend } from '#resources';
import { type AddressPolicy, isOwnPort, refusedAddress } from '../address-policy.ts';
import type { BackendKindContext } from './backend-kind.ts';

type NamedEndpoint = Extract<BackendEndpoint, { readonly kind: 'fqdn' }>;

/**
 * needsResolution: names are resolved by Envoy where only names and addresses are mixed. A unix socket beside a name takes it
 * out of its hands, and so does a port of the control plane's own: whether the name leads there, its addresses tell.
 */
export function needsResolution(backend: EnvoyGatewayBackend, policy: AddressPolicy): boolean {
  const named = namedIn(backend);
  return (
    named.length > 0 &&
    (backend.spec.endpoints.some(e => e.kind === 'unix') || named.some(({ port }) => isOwnPort(port, policy)))
  );
}

/** wantsOf are the names of a backend. */
export function wantsOf(backend: EnvoyGatewayBackend): readonly DnsWant[] {
  return namedIn(backend).map(wantOf);
}

/** resolvedAddresses are those that a name has and that may be reached: one that was fine may lead to an address that is not. */
export function resolvedAddresses(
  endpoint: NamedEndpoint,
  { discovered, policy }: BackendKindContext,
  track: Tracker,
): readonly string[] {
  const found = track.fetch(discovered, wantKey(wantOf(endpoint)))?.answer?.addresses ?? [];
  return preferred(found.filter(address => refusedAddress(address, endpoint.port, policy) === undefined));
}

/**
 * nameFindings: a name that does not resolve leaves its endpoints as they last were, or out; one that leads where no backend
 * may be leaves them out. Either is worth knowing.
 */
export function nameFindings(
  backend: EnvoyGatewayBackend,
  { discovered, policy }: BackendKindContext,
  track: Tracker,
): readonly Finding[] {
  if (!needsResolution(backend, policy)) return [];
  return namedIn(backend).flatMap((endpoint): Finding[] => {
    const { hostname, port, at: path } = endpoint;
    const { answer, error } = track.fetch(discovered, wantKey(wantOf(endpoint))) ?? {};
    const refused = (answer?.addresses ?? []).flatMap(address => refusedAddress(address, port, policy) ?? []);
    const about = { path, ref: backend.ref };
    const findings = refused.map((why): Finding => {
      const message = `${hostname} leads to a place that is left out: ${why}`;
      return { severity: 'error', reason: 'InvalidAddress', message, ...about };
    });
    if (error === undefined) return findings;
    const message = `${hostname} could not be resolved (${error}); it keeps the addresses it had`;
    return [...findings, { severity: 'warning', reason: 'NameNotResolved', message, ...about }];
  });
}

function namedIn({ spec }: EnvoyGatewayBackend): readonly NamedEndpoint[] {
  return spec.endpoints.flatMap(e => (e.kind === 'fqdn' ? [e] : []));
}

function wantOf({ hostname }: NamedEndpoint): DnsWant {
  return { kind: 'dns', name: normalizeHostname(hostname) };
}

/** IPv4 where there is any: what Envoy is told to do with the names that it resolves itself (V4_PREFERRED). */
function preferred(addresses: readonly string[]): readonly string[] {
  const v4 = addresses.filter(isIPv4);
  return v4.length > 0 ? v4 : addresses;
}
