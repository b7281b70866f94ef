import type { FairleadBackendSpec } from '#resources';
import type { DescribedBackend } from './described-backend.ts';

/** durationText writes a duration, given in milliseconds, in a form that all dialects read. */
export function durationText(milliseconds: number): string {
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000}s` : `${milliseconds}ms`;
}

/** written removes fields without meaning from an object: those that are undefined, false, or an empty list. */
export function written<T extends object>(fields: T): Partial<T> {
  const said = Object.entries(fields).filter(
    ([, value]) => value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0),
  );
  // The cast is safe: the fields are the same, without some.
  return Object.fromEntries(said) as Partial<T>;
}

/** addressedOf returns the endpoints of a backend with an address, and the first one without (an SRV record). */
export function addressedOf({ endpoints }: FairleadBackendSpec) {
  const addressed = endpoints.flatMap(endpoint => (endpoint.kind === 'srv' ? [] : [endpoint]));
  return { addressed, service: endpoints.find(({ kind }) => kind === 'srv') };
}

/** metadataOf is the name and namespace of a backend. */
export function metadataOf({ name, of: { namespace } }: Pick<DescribedBackend, 'name' | 'of'>) {
  return { name, namespace };
}

/** protocolOf is the protocol of a backend, or else that of its first endpoint; undefined where neither is written. */
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

/** lostOf lists those of the given traits that a backend has, in words: the target cannot express them. */
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
