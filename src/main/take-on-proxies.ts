import { bootstrapFor, type ControlPlaneTls } from '#dataplane';
import type { Collection } from '#graph';
import { hostAndPort } from '#lib/ip-address.ts';
import type { Json } from '#lib/json.ts';
import { localZone, resourceKey } from '#lib/resource-ref.ts';
import { proxyId } from '#model';
import type { Dataplane } from '#resources';
import type { BootstrapRequest, JoinServerOptions, ProxyClaim } from '#server';
import type { JoinedDataplanes } from '#sources/joined';

/** TakingOn is what is asked of the rest of a control plane when a proxy joins. */
export interface TakingOn {
  readonly joined: JoinedDataplanes;
  /** The bound xDS address, or what proxies are to be told in its stead. */
  readonly xdsAddress: () => string | undefined;
  readonly xdsTls?: ControlPlaneTls;
  /** Those that are there, from wherever. */
  readonly dataplanes: () => Collection<Dataplane> | undefined;
}

/** takeOnProxies gives the answers of a join server. */
export function takeOnProxies(taking: TakingOn): Pick<JoinServerOptions, 'join' | 'leave'> {
  return {
    async join(request, host) {
      const { mesh, name } = request;
      const xdsAddress = taking.xdsAddress();
      const dataplanes = taking.dataplanes();
      if (xdsAddress === undefined || dataplanes === undefined)
        return { kind: 'refusal', status: 503, message: 'not ready: what there is is still being read' };
      const dataplane =
        request.dataplane === undefined
          ? dataplanes.get(keyOf(request))
          : await bring(taking.joined, request.dataplane, request);
      if (dataplane === undefined) {
        const message = `there is no Dataplane ${name} in the mesh ${mesh}: give it with --dataplane-file, or make it first`;
        return { kind: 'refusal', status: 404, message };
      }
      return {
        kind: 'welcome',
        bootstrap: bootstrapOf(request, dataplane, reachable(xdsAddress, host), taking.xdsTls),
        isCaptured: dataplane.spec.networking.transparentProxying !== undefined,
        address: dataplane.spec.networking.address,
      };
    },
    leave: ({ mesh, name }) => taking.joined.leave(proxyId({ kind: 'sidecar', mesh, dataplane: name })),
  };
}

/** Who asks in one name brings nothing of another. */
async function bring(joined: JoinedDataplanes, text: string, { mesh, name }: BootstrapRequest) {
  const { dataplane } = await joined.join(text, { mesh, name });
  return dataplane;
}

function keyOf({ mesh: namespace, name }: Pick<ProxyClaim, 'mesh' | 'name'>) {
  return resourceKey({ group: 'kuma.io', kind: 'Dataplane', zone: localZone, namespace, name });
}

function bootstrapOf(
  { mesh, name, token, caCert, said }: BootstrapRequest,
  { spec }: Dataplane,
  xdsAddress: string,
  xdsTls: ControlPlaneTls | undefined,
): string {
  const id = proxyId({ kind: 'sidecar', mesh, dataplane: name });
  const tls = xdsTls === undefined ? undefined : caCert === undefined ? xdsTls : { ca: caCert };
  return bootstrapFor({
    proxyId: id,
    xdsAddress,
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
    ...(token === undefined ? {} : { token }),
    ...(tls === undefined ? {} : { tls }),
  });
}

/** Kuma's. */
const defaultAdminPort = 9901;

/** Where we listen on every address, a proxy goes to the one by which it came here. */
function reachable(xdsAddress: string, host: string): string {
  const [, port = ''] = /^(?:0\.0\.0\.0|\[::\]):(\d+)$/.exec(xdsAddress) ?? [];
  return port === '' || host === '' ? xdsAddress : hostAndPort(host, Number(port));
}
