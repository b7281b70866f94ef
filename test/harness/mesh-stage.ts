import { capturesOf, encodeModel, indexAttachments, membership } from '#envoy';
import { createGraph, type Source } from '#graph';
import { createManualClock, type ManualClock } from '#lib/manual-clock.ts';
import { localZone, resourceKey } from '#lib/resource-ref.ts';
import { freePort } from '#lib/testing/free-port.ts';
import {
  type Attachment,
  type Backend,
  type Gateway,
  type Identity,
  type Listener,
  type MeshAuthority,
  type MeshTrust,
  type MutualTls,
  type ProxyId,
  proxyId,
  type Route,
  routeTableOf,
} from '#model';
import { gatewayViews, reachOf } from '#reach';
import { createMemoryState, type State } from '#state';
import { createXdsServer, type XdsServer } from '#xds';
import { feedViews } from '../../src/main/feed-views.ts';
import { createIdentities, type Identities } from '../../src/main/identities.ts';
import { type Envoy, type EnvoyOptions, startEnvoy } from '../xds/rig/envoy.ts';

/**
 * MeshStage is sidecars that the test configures by hand, on real Envoys. Their identities are issued by a clock that the
 * test sets.
 */
export interface MeshStage {
  readonly clock: ManualClock;
  readonly notices: string[];
  readonly identities: Source<Identity>;
  readonly authorities: Source<MeshAuthority>;
  readonly trust: Source<MeshTrust>;
  readonly xds: XdsServer;
  /** serves makes a sidecar accept connections at a new port for the application at another. It returns the new port. */
  serves(dataplane: string, port: number, how: Serving): Promise<number>;
  /** calls makes a sidecar forward what its application sends to a new port to other endpoints. It returns that port. */
  calls(dataplane: string, backend: Pick<Backend, 'endpoints' | 'protocol' | 'tls'>): Promise<number>;
  change(dataplane: string, how: Serving): void;
  envoy(dataplane: string, options?: Partial<EnvoyOptions>): Promise<Envoy>;
  close(): Promise<void>;
}

export interface Serving {
  readonly kind: 'http' | 'tcp';
  readonly mutualTls?: Omit<MutualTls, 'permissive'>;
  readonly isPermissive?: boolean;
  readonly facets?: Listener['facets'];
}

export function sidecar(dataplane: string): ProxyId {
  return proxyId({ kind: 'sidecar', mesh: 'default', dataplane });
}

/** meshIdentity is the identity of a workload, by its service. */
export function meshIdentity(service: string, authority = 'mesh:ca-1'): Identity {
  const names = [`spiffe://default/${service}`, `kuma://kuma.io/service/${service}`];
  return { mesh: 'default', authority, names, lifetime: 24 * 3600_000 };
}

/** builtin is an authority that the control plane makes itself. */
export function builtin(key = 'mesh:ca-1'): MeshAuthority {
  const pair = { kind: 'builtin', lifetime: 3650 * 24 * 3600_000 } as const;
  return { key, origin: 'mesh', mesh: 'default', trustDomain: 'default', isTrusted: true, pair };
}

export async function meshStage({
  state = createMemoryState(),
}: {
  readonly state?: State;
} = {}): Promise<MeshStage> {
  const graph = createGraph();
  const gateways = graph.source<Gateway>('gateways');
  const attachments = graph.source<Attachment>('attachments');
  const backends = graph.source<Backend>('backends');
  const identities = graph.source<Identity>('identities');
  const authorities = graph.source<MeshAuthority>('authorities');
  const trust = graph.source<MeshTrust>('trust');
  const certificates = graph.source<never>('certificates');
  const sidecars = graph.source<never>('sidecars');
  const reach = reachOf(graph, { gateways, attachments, backends, certificates, sidecars });
  const indexed = indexAttachments(graph, attachments);
  const { captures, called } = capturesOf(graph, sidecars, graph.source('direct-endpoints'));
  const resources = encodeModel(graph, {
    ...{ gateways, captures, called, sidecars, ...indexed, ...reach },
    backendFacets: graph.source('facets'),
    hostnames: graph.source('hostnames'),
    addresses: graph.source('addresses'),
    withheld: graph.source('withheld'),
  });
  const { virtualHosts } = indexed;
  const nowhere = graph.source<{ readonly place: string; readonly set: string }>('places');
  const setsOfPlace = graph.index('sets-of-place', nowhere, ({ place }) => [place]);
  const names = graph.source<never>('names');
  const { members } = membership(graph, {
    gateways,
    captures,
    called,
    sidecars,
    setsOfPlace,
    names,
    virtualHosts,
    ...reach,
  });

  const notices: string[] = [];
  const onNotice = (message: string) => notices.push(message);
  const clock = createManualClock(Date.now());
  let minted: Identities | undefined;
  const xds = createXdsServer({
    onNotice,
    onArrival: async view => minted?.arrive(view),
    onDeparture: view => minted?.depart(view),
  });
  minted = createIdentities({ clock, state, onNotice, apply: change => xds.apply(change) });
  const address = await xds.listen({ address: '127.0.0.1:0' });
  feedViews(graph, { views: gatewayViews(graph, gateways), members: [members], resources }, change =>
    xds.apply(change),
  );
  await minted.follow({ identities, authorities, trust });
  xds.open();

  const envoys: Envoy[] = [];
  const put = (id: ProxyId, listener: Listener, backend: Backend) =>
    graph.batch(() => {
      gateways.set(id, { id, origin: originOf(id), addresses: ['127.0.0.1'], listeners: [listener] });
      backends.set(backend.key, backend);
      attachments.set(id, everything(id, listener, backend));
    });
  const served = new Map<string, { readonly port: number; readonly to: number }>();
  const serve = (dataplane: string, port: number, to: number, how: Serving) => {
    const { kind, mutualTls, isPermissive = false, facets } = how;
    const backend = application(dataplane, kind, to);
    const passedTo = { backend: backend.key, protocol: 'tcp' } as const;
    const tls = mutualTls && { ...mutualTls, ...(isPermissive ? { permissive: { passedTo } } : {}) };
    const more = { ...(tls && { mutualTls: tls }), ...(facets && { facets }) };
    put(sidecar(dataplane), { kind, name: 'in', port, ...more }, backend);
  };
  return {
    ...{ clock, notices, identities, authorities, trust, xds },
    async serves(dataplane, to, how) {
      const port = await freePort();
      served.set(dataplane, { port, to });
      serve(dataplane, port, to, how);
      return port;
    },
    change(dataplane, how) {
      const { port = 0, to = 0 } = served.get(dataplane) ?? {};
      serve(dataplane, port, to, how);
    },
    async calls(dataplane, shape) {
      const port = await freePort();
      const kind = shape.protocol === 'tcp' ? 'tcp' : 'http';
      const key = `called/${dataplane}`;
      const backend: Backend = { key, origin: originOf(dataplane), discovery: 'assigned', ...shape };
      put(sidecar(dataplane), { kind, name: 'out', port }, backend);
      return port;
    },
    async envoy(dataplane, options) {
      const envoy = await startEnvoy({
        xds: address,
        id: sidecar(dataplane),
        cluster: dataplane,
        ...options,
      });
      envoys.push(envoy);
      return envoy;
    },
    async close() {
      for (const envoy of envoys) await envoy.stop();
      minted?.stop();
      await xds.close();
    },
  };
}

function originOf(name: string): string {
  return resourceKey({ group: 'kuma.io', kind: 'Dataplane', zone: localZone, namespace: 'default', name });
}

function application(dataplane: string, kind: 'http' | 'tcp', port: number): Backend {
  const key = `application/${dataplane}`;
  const protocol = kind === 'http' ? 'http1' : 'tcp';
  const endpoints = [{ kind: 'ip', address: '127.0.0.1', port }] as const;
  return { key, origin: originOf(dataplane), protocol, discovery: 'assigned', endpoints };
}

function everything(proxy: ProxyId, listener: Listener, { key, protocol }: Backend): Attachment {
  const use = { backend: key, protocol };
  const forwarding = { destinations: [{ kind: 'backend', use, weight: 1 } as const], mirrors: [] };
  const at = { table: routeTableOf({ id: proxy }, listener), listener: listener.name, domain: '*' };
  const traits = { origin: originOf(proxy), created: '' };
  if (listener.kind !== 'http') {
    const route: Route = { kind: 'tcp', ...traits, forwarding };
    return { kind: 'tcp', ...at, route };
  }
  const match = { path: { kind: 'prefix', value: '/' }, headers: [], queryParams: [] } as const;
  const rules = [{ matches: [match], action: { kind: 'forward', forwarding } as const }];
  return { kind: 'http', ...at, route: { kind: 'http', ...traits, rules } };
}
