import type { FairleadBackendSpec } from '#resources';
import type { DescribedBackend } from './described-backend.ts';

/** durationText is a duration in milliseconds as all dialects read it. */
export function durationText(milliseconds: number): string {
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000}s` : `${milliseconds}ms`;
}

/** written leaves out of an object what says nothing: what is undefined, false, or an empty list. */
export function written<T extends object>(fields: T): Partial<T> {
  const said = Object.entries(fields).filter(
    ([, value]) => value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0),
  );
  // The same fields, without some.
  return Object.fromEntries(said) as Partial<T>;
}

/** addressedOf are the endpoints of a backend that have an address, and the first that has none. */
export function addressedOf({ endpoints }: FairleadBackendSpec) {
  const addressed = endpoints.flatMap(endpoint => (endpoint.kind === 'srv' ? [] : [endpoint]));
  return { addressed, service: endpoints.find(({ kind }) => kind === 'srv') };
}

/** metadataOf is the name of a backend, and where it is. */
export function metadataOf({ name, of: { namespace } }: Pick<DescribedBackend, 'name' | 'of'>) {
  return { name, namespace };
}

/** protocolOf is what is spoken to all endpoints, where they all speak the same; undefined where nobody said. */
export function protocolOf({ appProtocols, endpoints }: FairleadBackendSpec): string | undefined {
  const [all] = appProtocols;
  return all?.protocol ?? endpoints[0]?.protocol?.protocol;
}

/** isTls tells whether endpoints are spoken to over TLS. */
export function isTls(spec: FairleadBackendSpec): boolean {
  return spec.tls !== undefined || /^(https|wss|h2|grpcs)$/.test(protocolOf(spec) ?? '');
}

/** isNewer tells whether HTTP/2 is spoken. */
export function isNewer(spec: FairleadBackendSpec): boolean {
  return /^(h2c|h2|grpc|grpcs)$/.test(protocolOf(spec) ?? '');
}

/** lostOf are the things of a backend that are there and that a target has no words for, of those that are asked for. */
export function lostOf(spec: FairleadBackendSpec, ...traits: readonly Trait[]): readonly string[] {
  return traits.flatMap(trait => (has[trait](spec) ? [words[trait]] : []));
}

type Trait = keyof typeof words;

const words = {
  weights: 'shares of endpoints',
  priorities: 'endpoints that stand behind others',
  zones: 'zones of endpoints',
  serverNames: 'names of endpoints beside their addresses',
  differing: 'endpoints that speak something else than others',
  dns: 'how names are looked up',
  fallback: 'that it takes over from others',
  fallbackRef: 'who takes over from it',
  overprovisioning: 'how much of it must be up',
  session: 'that clients stay at an endpoint',
  settings: 'how all use it: balancing, health, connections (write a policy of the target)',
  tls: 'how TLS is spoken (write a policy of the target)',
  sanNames: 'other names that its certificate may be for',
} as const;

const has: Readonly<Record<Trait, (spec: FairleadBackendSpec) => boolean>> = {
  weights: ({ endpoints }) => endpoints.some(({ weight = 1 }) => weight !== 1),
  priorities: ({ endpoints }) => endpoints.some(({ priority }) => priority !== undefined),
  zones: ({ endpoints }) => endpoints.some(({ zone }) => zone !== undefined),
  serverNames: ({ endpoints }) => endpoints.some(({ serverName }) => serverName !== undefined),
  differing: ({ endpoints }) => new Set(endpoints.map(({ protocol }) => protocol?.protocol)).size > 1,
  dns: ({ dns }) => dns !== undefined,
  fallback: ({ fallback }) => fallback,
  fallbackRef: ({ fallbackRef }) => fallbackRef !== undefined,
  overprovisioning: ({ overprovisioningFactor }) => overprovisioningFactor !== undefined,
  session: ({ sessionPersistence }) => sessionPersistence !== undefined,
  settings: ({ settings }) => Object.keys(settings).some(name => name !== 'dns'),
  tls: isTls,
  sanNames: ({ tls }) => (tls?.subjectAltNames ?? []).length > 0 || tls?.allowRenegotiation === true,
};
