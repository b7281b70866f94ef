import { bootstrapFor, type ControlPlaneTls } from '#dataplane';
import { hostAndPort } from '#lib/ip-address.ts';
import type { Json } from '#lib/json.ts';
import { proxyId } from '#model';
import type { Dataplane } from '#resources';
import type { BootstrapRequest } from '#server';

/** SidecarSurroundings is what applies to all sidecars. */
export interface SidecarSurroundings {
  readonly xdsTls?: ControlPlaneTls;
  /** Sidecars report every second how many of their endpoints are healthy. */
  readonly tellsHealth?: boolean;
}

/** sidecarBootstrap is the bootstrap of a Dataplane's Envoy: its identity, and where it asks for its view. */
export function sidecarBootstrap(
  { mesh, name, token, caCert, said }: BootstrapRequest,
  { spec }: Dataplane,
  xdsAddress: string,
  { xdsTls, tellsHealth }: SidecarSurroundings,
): string {
  const id = proxyId({ kind: 'sidecar', mesh, dataplane: name });
  const tls = xdsTls === undefined ? undefined : caCert === undefined ? xdsTls : { ca: caCert };
  return bootstrapFor({
    proxyId: id,
    xdsAddress,
    tellsCalls: true,
    // Fairlead's own proxy replaces this by a unix socket.
    admin: { kind: 'loopback', port: spec.networking.admin?.port || defaultAdminPort },
    metadata: {
      ...said.dynamicMetadata,
      'dataplane.proxyType': 'dataplane',
      ...(said.dnsPort === undefined ? {} : { 'dataplane.dns.port': String(said.dnsPort) }),
      features: said.features,
      version: said.version as Json,
      workdir: said.workdir,
    },
    ...(tellsHealth === true ? { tellsHealth } : {}),
    ...(token === undefined ? {} : { token }),
    ...(tls === undefined ? {} : { tls }),
  });
}

/** Kuma's default. */
const defaultAdminPort = 9901;

/** reachableAt: where we listen on every address, the proxy is told the one by which it came here. */
export function reachableAt(xdsAddress: string, host: string): string {
  const [, port = ''] = /^(?:0\.0\.0\.0|\[::\]):(\d+)$/.exec(xdsAddress) ?? [];
  return port === '' || host === '' ? xdsAddress : hostAndPort(host, Number(port));
}
