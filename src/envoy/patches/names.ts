import type { Tracker } from '#graph';
import { localZone, resourceKey } from '#lib/resource-ref.ts';
import type { XdsType } from '#lib/xds-resource.ts';
import {
  type Attachment,
  type Destination,
  type Gateway,
  membersOf,
  routeTableOf,
  type XdsPatch,
} from '#model';
import { clusterName, listenerName, routeTableName, secretName, udpListenerName } from '../names.ts';

/** NameLookup is where the names of Envoy Gateway are looked up. */
export interface NameLookup {
  gateway(track: Tracker, patch: XdsPatch): Gateway | undefined;
  attachments(track: Tracker, route: string): readonly Attachment[];
  /** Names of the virtual hosts of a table, sorted. */
  virtualHosts(track: Tracker, table: string): readonly string[];
  /** Names of the assignments that a cluster needs. */
  assignments(track: Tracker, cluster: string): readonly string[];
}

/** Named is what a patch is about, in our names. */
export interface Named {
  readonly type: XdsType;
  readonly name: string;
  /** The path within the resource, where it is not the patch's own. */
  readonly path?: string;
  readonly jsonPath?: string;
}

/**
 * namesOf gives what a patch means, whether it names it as we do or as Envoy Gateway does:
 * - listeners and route configurations `<namespace>/<gateway>/<listener>`; `/virtual_hosts/<index>` of the latter by name;
 * - virtual hosts `<namespace>/<gateway>/<listener>/<domain with _ for .>`;
 * - clusters and assignments `<kind of route>/<namespace>/<route>/rule/<index>`: those of all backends of the rule;
 * - secrets `<namespace>/<name>`.
 */
export function namesOf(patch: XdsPatch, lookup: NameLookup, track: Tracker): readonly Named[] {
  const { type, name, operation } = patch;
  switch (type) {
    case 'listener':
      return [{ type, name: ofListener(patch, name, lookup, track)?.listener ?? name }];
    case 'route': {
      const table = ofListener(patch, name, lookup, track)?.table ?? name;
      const hosts = lookup.virtualHosts(track, table);
      const inHosts = withinHosts(operation.jsonPath);
      if (inHosts !== undefined) {
        return hosts
          .filter(host => inHosts.isMeant(host, table))
          .map(host => ({ type: 'virtualHost', name: host, jsonPath: inHosts.rest }));
      }
      const [, index, rest = ''] = /^\/virtual_hosts\/(\d+)(\/.*)?$/.exec(operation.path) ?? [];
      if (index === undefined) return [{ type, name: table }];
      const host = hosts[Number(index)];
      return host === undefined ? [] : [{ type: 'virtualHost', name: host, path: rest }];
    }
    case 'virtualHost': {
      const [, own = '', domain = ''] = /^(.*)\/([^/]*)$/.exec(name) ?? [];
      const table = ofListener(patch, own, lookup, track)?.table ?? own;
      const hosts = lookup.virtualHosts(track, table);
      const meant = hosts.find(host => theirName(host, table) === domain);
      return [{ type, name: hosts.includes(name) ? name : (meant ?? name) }];
    }
    case 'cluster':
      return ofRule(patch, lookup, track).map(cluster => ({ type, name: cluster }));
    case 'endpoints':
      return ofRule(patch, lookup, track)
        .flatMap(cluster => {
          const found = lookup.assignments(track, cluster);
          return found.length === 0 ? [cluster] : found;
        })
        .map(assignment => ({ type, name: assignment }));
    case 'hostname':
      return [];
    case 'secret': {
      const [namespace, secret, ...more] = name.split('/');
      if (namespace === undefined || secret === undefined || more.length > 0) return [{ type, name }];
      const ref = { group: '', kind: 'Secret', zone: localZone, namespace, name: secret };
      return [{ type, name: secretName(resourceKey(ref)) }];
    }
  }
}

/** What Envoy Gateway calls the host of a table, after the table's name. */
function theirName(host: string, table: string): string {
  return host.slice(table.length + 1).replaceAll('.', '_');
}

/** Virtual hosts travel on their own: a JSONPath through those of a route configuration is about some of them. */
function withinHosts(jsonPath: string | undefined) {
  const through = /^\$?\.{0,2}virtual_hosts\[(?:\*|\?\(?\s*@\.name\s*==\s*(['"])(.*?)\1\s*\)?)\](.*)$/;
  const [, , name, rest = ''] = through.exec(jsonPath ?? '') ?? [undefined, undefined, undefined];
  if (jsonPath === undefined || !through.test(jsonPath)) return undefined;
  const last = name?.slice(name.lastIndexOf('/') + 1);
  return {
    rest,
    isMeant: (host: string, table: string) =>
      name === undefined || host === name || theirName(host, table) === last,
  };
}

function ofListener(patch: XdsPatch, name: string, lookup: NameLookup, track: Tracker) {
  const gateway = lookup.gateway(track, patch);
  const listener = gateway?.listeners.find(l => [gateway.id, l.name].join('/') === name);
  if (gateway === undefined || listener === undefined) return undefined;
  const { port } = listener;
  return {
    listener: listener.kind === 'udp' ? udpListenerName(gateway.id, port) : listenerName(gateway, port),
    table: listener.kind === 'http' ? routeTableName(routeTableOf(gateway, listener)) : name,
  };
}

const routeKinds: Readonly<Record<string, string>> = {
  httproute: 'HTTPRoute',
  grpcroute: 'GRPCRoute',
  tcproute: 'TCPRoute',
  tlsroute: 'TLSRoute',
  udproute: 'UDPRoute',
};

function ofRule({ name, proxy }: XdsPatch, lookup: NameLookup, track: Tracker): readonly string[] {
  const [, kind = '', namespace = '', route = '', index] =
    /^([a-z]+)\/([^/]+)\/([^/]+)\/rule\/(-?\d+)(?:\/backend\/\d+)?$/.exec(name) ?? [];
  const known = routeKinds[kind];
  if (known === undefined) return [name];
  const ref = { group: 'gateway.networking.k8s.io', kind: known, zone: localZone, namespace, name: route };
  const destinations = lookup
    .attachments(track, resourceKey(ref))
    .filter(({ table }) => table.proxy === proxy)
    .flatMap(({ route }) => destinationsOf(route, Number(index)));
  const uses = destinations.flatMap(d => {
    if (d.kind !== 'backend') return [];
    const members = membersOf(d.use);
    return members.length === 0 ? [d.use] : members;
  });
  return [...new Set(uses.map(clusterName))];
}

function destinationsOf(route: Attachment['route'], index: number): readonly Destination[] {
  if (route?.kind !== 'http') return route?.forwarding.destinations ?? [];
  const action = route.rules[index]?.action;
  return action?.kind === 'forward' ? action.forwarding.destinations : [];
}
