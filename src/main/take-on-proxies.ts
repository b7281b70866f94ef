import type { Collection } from '#graph';
import { proxyId, sidecarKey } from '#model';
import { type Dataplane, type Mesh, placeInMesh } from '#resources';
import type { BootstrapRequest, JoinRefusal, JoinServerOptions, ProxyClaim } from '#server';
import type { JoinedDataplanes } from '#sources/joined';
import type { TagsOf } from '#tokens';
import { membershipRefusal } from '#translate';
import { tagsOfInbounds } from './admit-proxies.ts';
import { probesFeature, serviceProbes } from './service-probes.ts';
import { reachableAt, type SidecarSurroundings, sidecarBootstrap } from './sidecar-bootstrap.ts';
import type { Tokens } from './tokens.ts';

/** TakingOn is what joining needs from the rest of a control plane. */
export interface TakingOn extends SidecarSurroundings {
  readonly joined: JoinedDataplanes;
  /** The bound xDS address, or the one that proxies are told instead. */
  readonly xdsAddress: () => string | undefined;
  /** Checks the tokens of proxies; absent: whoever can connect may join. */
  readonly tokens?: Pick<Tokens, 'checkProxy'>;
  /** All Dataplanes, from any source. */
  readonly dataplanes: () => Collection<Dataplane> | undefined;
  /** undefined where nobody wrote the mesh. */
  readonly meshOf: (name: string) => Mesh | undefined;
}

/** takeOnProxies makes the handlers of a join server. */
export function takeOnProxies(
  taking: TakingOn,
): Pick<JoinServerOptions, 'admit' | 'join' | 'leave' | 'report'> {
  return {
    admit: claim => check(taking, claim),
    async join(request, host) {
      const xdsAddress = taking.xdsAddress();
      const dataplanes = taking.dataplanes();
      if (xdsAddress === undefined || dataplanes === undefined)
        return { kind: 'refusal', status: 503, message: 'not ready: what there is is still being read' };
      const dataplane =
        request.dataplane === undefined
          ? dataplanes.get(keyOf(request))
          : await bring(taking, request.dataplane, request);
      if (dataplane !== undefined && 'kind' in dataplane) return dataplane;
      if (dataplane === undefined) {
        const message = `there is no Dataplane ${request.name} in the mesh ${request.mesh}: give it with --dataplane-file, or make it first`;
        return { kind: 'refusal', status: 404, message };
      }
      const outsider = unwanted(taking, dataplane);
      if (outsider !== undefined) return outsider;
      return {
        kind: 'welcome',
        bootstrap: sidecarBootstrap(request, dataplane, reachableAt(xdsAddress, host), taking),
        probes: serviceProbes(dataplane),
        isCaptured: dataplane.spec.networking.transparentProxying !== undefined,
        address: dataplane.spec.networking.address,
      };
    },
    leave: claim => taking.joined.leave(viewOf(claim)),
    report: (claim, notReady) => taking.joined.report(viewOf(claim), notReady),
  };
}

/** A caller can bring only the Dataplane of its own name, and only one that its token covers. */
async function bring(
  taking: TakingOn,
  text: string,
  { mesh, name, token, said }: BootstrapRequest,
): Promise<Dataplane | JoinRefusal> {
  const tellsReadiness = said.features.includes(probesFeature);
  const joined = await taking.joined.join(
    text,
    { mesh, name, tellsReadiness },
    async brought =>
      (await check(taking, { mesh, name, token }, () => tagsOfInbounds(brought.spec.networking))) ??
      unwanted(taking, brought),
  );
  return 'dataplane' in joined ? joined.dataplane : joined;
}

/** The refusal of a Dataplane that its mesh does not admit (`Mesh.constraints`). */
function unwanted({ meshOf }: TakingOn, dataplane: Dataplane): JoinRefusal | undefined {
  const refusal = membershipRefusal(dataplane, meshOf(placeInMesh(dataplane).mesh));
  return refusal && { kind: 'refusal', status: 403, message: `${refusal.path}: ${refusal.message}` };
}

/** Without `tagsOf`: the tags of a Dataplane that exists already are checked when its proxy asks for its view. */
async function check(
  { tokens }: TakingOn,
  { mesh, name, token }: ProxyClaim,
  tagsOf?: TagsOf,
): Promise<JoinRefusal | undefined> {
  const view = viewOf({ mesh, name });
  const denied = await tokens?.checkProxy({ view, token }, tagsOf);
  if (denied === undefined) return undefined;
  return {
    kind: 'refusal',
    status: denied.kind === 'unauthenticated' ? 401 : 403,
    message: denied.message,
  };
}

function viewOf({ mesh, name }: Pick<ProxyClaim, 'mesh' | 'name'>) {
  return proxyId({ kind: 'sidecar', mesh, dataplane: name });
}

function keyOf({ mesh, name }: Pick<ProxyClaim, 'mesh' | 'name'>) {
  return sidecarKey(mesh, name);
}
