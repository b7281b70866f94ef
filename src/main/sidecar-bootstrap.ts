import { bootstrapFor, type ControlPlaneTls } from '#dataplane';
import { hostAndPort } from '#lib/ip-address.ts';
import type { Json } from '#lib/json.ts';
import { proxyId } from '#model';
import type { Dataplane } from '#resources';
import type { BootstrapRequest } from '#server';

/** SidecarSurroundings is what is the same for all. */
export interface SidecarSurroundings {
  readonly xdsTls?: ControlPlaneTls;
  /** They tell each second how many of their endpoints are in use. */
  readonly tellsHealth?: boolean;
}

/** sidecarBootstrap is what the Envoy of a Dataplane starts with: as whom, and where it asks for its view. */
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
    // One of ours listens on a socket instead.
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

/** Kuma's. */
const defaultAdminPort = 9901;

/** reachableAt: where we listen on every address, a proxy goes to the one by which it came here. */
export function reachableAt(xdsAddress: string, host: string): string {
  const [, port = ''] = /^(?:0\.0\.0\.0|\[::\]):(\d+)$/.exec(xdsAddress) ?? [];
  return port === '' || host === '' ? xdsAddress : hostAndPort(host, Number(port));
}
