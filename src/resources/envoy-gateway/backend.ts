import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import { backendObjectReference } from '../gateway-api/references.ts';
import type { ResourceOf } from '../kind.ts';
import { converted, type Report, ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { type AppProtocol, protocolName, readAppProtocol } from './app-protocol.ts';
import { type BackendEndpoint, designEndpoint, endpoint } from './backend-endpoint.ts';
import { type BackendTls, backendTls } from './backend-tls.ts';
import { type Dns, dns } from './dns.ts';

/** EnvoyGatewayFallback is the guide's `fallback.backendRef`: where requests go when no endpoint is healthy. */
export type EnvoyGatewayFallback = Read<typeof backendObjectReference> & { readonly at: string };

/** placedReference is a reference to a backend that knows the path where it is written. */
export const placedReference = converted(
  backendObjectReference,
  (ref, _, path): EnvoyGatewayFallback => ({ ...ref, at: path() }),
);
const fallbackReference = converted(
  Type.Object({ backendRef: placedReference }),
  ({ backendRef }) => backendRef,
);

const protocol = converted(protocolName, readAppProtocol);
/** fallback is `true` or `false`, or a reference to the backend that takes over. */
export const fallback = Type.Union([Type.Boolean(), fallbackReference]);
/** overprovisioningFactor is in percent. */
export const overprovisioningFactor = Type.Integer({ minimum: 100, maximum: 100_000 });

const writtenSpec = Type.Object({
  type: Type.Enum(['Endpoints', 'DynamicResolver'], { default: 'Endpoints' }),
  endpoints: Type.Optional(Type.Array(endpoint, { maxItems: 256 })),
  addresses: Type.Optional(Type.Array(designEndpoint, { maxItems: 256 })),
  appProtocols: Type.Array(protocol, { maxItems: 16, default: [] }),
  appProtocol: Type.Optional(protocol),
  fallback: Type.Optional(fallback),
  overprovisioningFactor: Type.Optional(overprovisioningFactor),
  dns: Type.Optional(dns),
  tls: Type.Optional(backendTls),
});

const spec = converted(ruled(writtenSpec, checkEndpoints, checkTls), readSpec);

/**
 * EnvoyGatewayBackendSpec is one form for the three ways to write a Backend: the code's, the guide's and the design document's.
 *
 * - `endpoints` is empty exactly where the type is DynamicResolver. Kinds of address may be mixed (Envoy Gateway does not allow
 *   `fqdn` beside others; we do).
 * - `appProtocols` are those of the whole Backend; an endpoint's own is in the endpoint.
 * - `fallback` says that this Backend is the fallback of others; `fallbackRef` names the fallback of this one.
 */
export interface EnvoyGatewayBackendSpec {
  readonly type: 'Endpoints' | 'DynamicResolver';
  readonly endpoints: readonly BackendEndpoint[];
  readonly appProtocols: readonly AppProtocol[];
  readonly fallback: boolean;
  readonly fallbackRef?: EnvoyGatewayFallback;
  /** Ours: see `Backend` of the model. */
  readonly overprovisioningFactor?: number;
  /** Ours: how its names are resolved, for every use of it. */
  readonly dns?: Dns;
  readonly tls?: BackendTls;
}

function checkEndpoints(written: Read<typeof writtenSpec>, report: Report): void {
  const { type, endpoints, addresses } = written;
  if (type === 'Endpoints') {
    if ((endpoints ?? []).length + (addresses ?? []).length === 0) {
      report('must have at least one endpoint where the type is Endpoints', 'endpoints');
    }
    return;
  }
  if (endpoints !== undefined) report(`must be left out where the type is ${type}`, 'endpoints');
  if (addresses !== undefined) report(`must be left out where the type is ${type}`, 'addresses');
}

/** checkTls: endpoints whose own name is used as SNI must have one. */
export function checkTls(
  {
    type,
    tls,
    endpoints = [],
  }: Pick<EnvoyGatewayBackendSpec, 'type' | 'tls'> & {
    readonly endpoints?: readonly BackendEndpoint[];
  },
  report: Report,
): void {
  if (!tls?.autoSNIFromEndpointHostname) return;
  if (type === 'DynamicResolver') {
    report('must not be true where the type is DynamicResolver', 'tls', 'autoSNIFromEndpointHostname');
  }
  endpoints.forEach(({ kind, serverName }, index) => {
    if (kind !== 'fqdn' && kind !== 'srv' && serverName === undefined) {
      report('is required where tls.autoSNIFromEndpointHostname is true', 'endpoints', index, 'hostname');
    }
  });
}

function readSpec(written: Read<typeof writtenSpec>): EnvoyGatewayBackendSpec {
  const { type, endpoints = [], addresses = [], appProtocols, appProtocol, ...rest } = written;
  return {
    type,
    endpoints: [...endpoints, ...addresses],
    appProtocols: withoutNewer(appProtocol === undefined ? appProtocols : [...appProtocols, appProtocol]),
    ...readUse(rest),
  };
}

/** withoutNewer leaves HTTP/2 out beside WebSockets, as Envoy Gateway does: few backends accept WebSockets over HTTP/2. */
function withoutNewer(protocols: readonly AppProtocol[]): readonly AppProtocol[] {
  if (!protocols.some(({ protocol }) => protocol === 'ws')) return protocols;
  return protocols.filter(({ protocol }) => protocol !== 'h2c');
}

interface WrittenUse<Tls> {
  readonly fallback?: boolean | EnvoyGatewayFallback | undefined;
  readonly overprovisioningFactor?: number | undefined;
  readonly dns?: Dns | undefined;
  readonly tls?: Tls | undefined;
}

/** readUse reads the fields that Fairlead's own Backend has as well: how a backend is reached, and which takes over from it. */
export function readUse<Tls>({ fallback = false, overprovisioningFactor, dns, tls }: WrittenUse<Tls>) {
  return {
    fallback: fallback === true,
    ...(typeof fallback === 'object' && { fallbackRef: fallback }),
    ...(overprovisioningFactor !== undefined && { overprovisioningFactor }),
    ...(dns !== undefined && { dns }),
    ...(tls !== undefined && { tls }),
  };
}

export const backend = defineKind({
  id: 'envoy-gateway/Backend',
  group: 'gateway.envoyproxy.io',
  kind: 'Backend',
  plural: 'backends',
  shortNames: ['be'],
  versions: ['v1alpha1'],
  scope: 'Namespaced',
  body: Type.Object({ spec }),
  hub: body => body.spec,
});
export type EnvoyGatewayBackend = ResourceOf<typeof backend>;
