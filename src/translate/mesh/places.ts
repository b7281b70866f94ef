import {
  type Attachment,
  type BackendUse,
  type Gateway,
  type HttpRoute,
  type HttpRule,
  isHttpProtocol,
  type Listener,
  type MutualTls,
  type ProxyId,
  routeTableOf,
  type ServiceProtocol,
  type Side,
  type TcpRoute,
} from '#model';

/** Place is where a sidecar listens for one purpose, and what becomes of the traffic there. */
export interface Place {
  readonly gateway: Gateway;
  readonly attachment: Attachment;
  /** The one sidecar that it belongs to. Absent: all sidecars that reach its destination share it. */
  readonly sidecar?: ProxyId;
}

interface Traits extends Pick<Gateway, 'id' | 'sentAs' | 'origin' | 'addresses'> {
  readonly side: Side;
  readonly port: number;
  readonly sidecar?: ProxyId;
}

/** PlaceTraits is what makePlace makes a place from. */
export interface PlaceTraits extends Traits {
  readonly protocol: ServiceProtocol;
  /** Where all its traffic goes. */
  readonly use: BackendUse;
  /** The destination is outside of the mesh: it is called by its own host name, not by the one that the application uses. */
  readonly isOutside?: boolean;
  /** The mutual TLS in which others of the mesh call it; absent: they call in plain text. */
  readonly mutualTls?: MutualTls;
}

/** makePlace makes a place whose requests, or connections, all go to one backend. */
export function makePlace({
  side,
  port,
  protocol,
  use,
  sidecar,
  isOutside = false,
  mutualTls,
  ...traits
}: PlaceTraits): Place {
  const kind = isHttpProtocol(protocol) ? 'http' : 'tcp';
  const listener: Listener = { kind, name: placeListener, port, ...(mutualTls && { mutualTls }) };
  const gateway = { ...traits, side, listeners: [listener] };
  const table = routeTableOf(traits, listener);
  const at = { table, listener: placeListener, domain: '*' };
  return {
    gateway,
    ...(sidecar === undefined ? {} : { sidecar }),
    attachment:
      listener.kind === 'http'
        ? { kind: 'http', ...at, route: everyRequest(traits.origin, use, isOutside) }
        : { kind: 'tcp', ...at, route: everyConnection(traits.origin, use) },
  };
}

/** httpPlace makes a place whose requests go by rules. */
export function httpPlace({
  side,
  port,
  rules,
  sidecar,
  ...traits
}: Traits & { readonly rules: readonly HttpRule[] }): Place {
  const listener: Listener = { kind: 'http', name: placeListener, port };
  const table = routeTableOf(traits, listener);
  return {
    gateway: { ...traits, side, listeners: [listener] },
    ...(sidecar === undefined ? {} : { sidecar }),
    attachment: {
      kind: 'http',
      table,
      listener: placeListener,
      domain: '*',
      route: httpRoute(traits.origin, rules),
    },
  };
}

/** The name of the one listener that a place has. */
const placeListener = 'all';

function everyRequest(origin: string, use: BackendUse, isOutside: boolean): HttpRoute {
  const forwarding = { destinations: [{ kind: 'backend', use, weight: 1 } as const], mirrors: [] };
  const match = { path: { kind: 'prefix', value: '/' }, headers: [], queryParams: [] } as const;
  return httpRoute(origin, [
    { matches: [match], action: { kind: 'forward', forwarding, ...(isOutside ? { host: ownName } : {}) } },
  ]);
}

function httpRoute(origin: string, rules: readonly HttpRule[]): HttpRoute {
  return { kind: 'http', origin, created: '', rules };
}

const ownName = { kind: 'endpoint', isToldOf: false } as const;

function everyConnection(origin: string, use: BackendUse): TcpRoute {
  const forwarding = { destinations: [{ kind: 'backend', use, weight: 1 } as const], mirrors: [] };
  return { kind: 'tcp', origin, created: '', forwarding };
}
