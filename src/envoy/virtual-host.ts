import type { MessageInitShape } from '@bufbuild/protobuf';
import { WireType } from '@bufbuild/protobuf/wire';
import {
  FilterConfigSchema,
  RouteSchema,
  type VirtualClusterSchema,
  VirtualHostSchema,
} from '#gen/envoy/config/route/v3/route_components_pb.js';
import { keptBytes } from '#lib/kept-bytes.ts';
import { keptList } from '#lib/kept-list.ts';
import { SmallMap } from '#lib/small-map.ts';
import { hashBytes } from '#lib/stable-hash.ts';
import { type XdsPart, type XdsResource, xdsResource } from '#lib/xds-resource.ts';
import {
  type HttpAttachment,
  type HttpMatch,
  type HttpRoute,
  type HttpRule,
  inOrder,
  matchesOf,
  orderOf,
  type RoutedMatch,
  type RouteTable,
  usesOfRule,
} from '#model';
import { collect, writeFields, writeString, writeVarint } from './byte-writer.ts';
import { encode, pack } from './encode.ts';
import {
  entryMetadata,
  filterNeeds,
  hostFilters,
  marksOn,
  onMarkedChains,
  placesUntold,
  type RankedNeed,
} from './filters/index.ts';
import { headersToAdd, headersToRemove } from './headers.ts';
import { heldForCall } from './lambda-call.ts';
import { clusterName, elsewhereName, itself, routeEntryName, virtualHostName } from './names.ts';
import { locationEdit } from './redirect.ts';
import { routeAction } from './route-action.ts';
import { routeMatch } from './route-match.ts';
import { routeTelemetry } from './route-telemetry.ts';
import { mayBeUnreached, unreached } from './unreached.ts';
import { embed } from './wire.ts';

/** A route entry, encoded as field `routes` of a VirtualHost; `alone` is for a virtual host that has no other: most have none. */
interface EncodedEntry extends RoutedMatch {
  readonly field: Uint8Array;
  readonly part: XdsPart;
  readonly alone: Pick<XdsResource, 'requires' | 'origins' | 'parts'>;
  /** Filters that the chain of a connection must have. */
  readonly marked: readonly string[];
}

/** Fields of a VirtualHost. */
const [nameField, domainsField, routesField] = [1, 2, 3];

/**
 * encodeVirtualHost makes one virtual host from all routes attached to a domain, without the parts that were withheld.
 * Its bytes are put together from those of its entries, which are kept for as long as their route is: one changed route
 * among a thousand on a shared hostname is encoded alone.
 */
export function encodeVirtualHost(
  attachments: readonly HttpAttachment[],
  withheld: ReadonlyMap<string, string> | undefined,
): XdsResource | undefined {
  const [first] = attachments;
  if (first === undefined) return undefined;
  const name = virtualHostName(first.table, first.domain);
  const ofHost = hostFilters(attachments.flatMap(({ route }) => route ?? []));
  const instances = ofHost.map(({ instance }) => instance);
  const all = attachments.flatMap(({ route, table }) =>
    route === undefined ? [] : encodedEntries(route, table, instances),
  );
  const { accepted, refused } =
    withheld === undefined ? { accepted: all, refused: none } : withoutRefused(all, withheld);
  const entries = inOrder(accepted, orderOf(attachments));
  const marked = unique(entries.flatMap(e => e.marked));
  return xdsResource({
    type: 'virtualHost',
    name,
    key: virtualHostName(itself(first.table), first.domain),
    bytes: joined(name, first.domain, entries, said(attachments, ofHost)),
    ...(entries.length === 1 && entries[0] !== undefined ? entries[0].alone : together(entries)),
    ...(marked.length === 0 ? {} : { marks: marksOn(first.table, marked) }),
    withheld: refused,
  });
}

/** Puts 500 in the place of the entries that Envoy refused, except where it refused that too. `refused` are ids of parts. */
function withoutRefused(all: readonly EncodedEntry[], withheld: ReadonlyMap<string, string>) {
  const isWithheld = ({ part }: EncodedEntry) => withheld.has(part.id);
  const refused = all.filter(isWithheld);
  const closed = refused.map(outOfService);
  return {
    accepted: [...all, ...closed].filter(entry => !isWithheld(entry)),
    refused: keptList([...refused, ...closed.filter(isWithheld)].map(e => e.part.id)),
  };
}

const none: readonly never[] = [];

function joined(
  name: string,
  domain: string,
  entries: readonly EncodedEntry[],
  ofHost: Uint8Array | undefined,
): Uint8Array {
  return collect(() => {
    writeVarint((nameField << 3) | WireType.LengthDelimited);
    writeString(name);
    writeVarint((domainsField << 3) | WireType.LengthDelimited);
    writeString(domain);
    for (const { field } of entries) writeFields(field);
    if (ofHost !== undefined) writeFields(ofHost);
  });
}

/** The fields for all entries of a virtual host, where there are any. */
function said(
  attachments: readonly HttpAttachment[],
  ofHost: ReturnType<typeof hostFilters>,
): Uint8Array | undefined {
  const counted = attachments.find(({ countsHosts }) => countsHosts === true);
  if (ofHost.length === 0 && counted === undefined) return undefined;
  return encode(VirtualHostSchema, {
    typedPerFilterConfig: Object.fromEntries(ofHost.map(({ instance, perHost }) => [instance, perHost])),
    virtualClusters: counted === undefined ? [] : [everyRequest(counted.domain)],
  });
}

/** As Envoy Gateway calls it: dots tell parts of the names of statistics apart. */
function everyRequest(domain: string): MessageInitShape<typeof VirtualClusterSchema> {
  return {
    name: domain.replaceAll('.', '_'),
    headers: [{ name: ':authority', headerMatchSpecifier: { case: 'presentMatch', value: true } }],
  };
}

function together(entries: readonly EncodedEntry[]): EncodedEntry['alone'] {
  return {
    requires: unique(entries.flatMap(e => e.alone.requires)),
    origins: unique(entries.map(e => e.route.origin)),
    parts: entries.map(e => e.part),
  };
}

function unique(values: readonly string[]): string[] {
  return values.length < 2 ? [...values] : [...new Set(values)].sort();
}

/** Encoded entries, by route and by what they depend on in the table. Routes are immutable, so this is only a cache. */
const encoded = new WeakMap<HttpRoute, SmallMap<string, readonly EncodedEntry[]>>();

function encodedEntries(
  route: HttpRoute,
  table: RouteTable,
  ofHost: readonly string[],
): readonly EncodedEntry[] {
  const tables = encoded.get(route) ?? new SmallMap<string, readonly EncodedEntry[]>();
  encoded.set(route, tables);
  const key = [table.port, table.listener === undefined ? '' : 's', ...ofHost].join(' ');
  const known = tables.get(key);
  if (known !== undefined) return known;
  const needs = route.rules.map(rule => filterNeeds(rule, route.origin));
  const entries = matchesOf(route).map(entry =>
    encodeEntry(entry, table, ofHost, needs[entry.ruleIndex] ?? []),
  );
  tables.set(key, entries);
  return entries;
}

const switchedOff = pack(FilterConfigSchema, { disabled: true });

/** A client on a chain that lacks an indispensable filter is told to use another connection (421): browsers do so. */
function elsewhere(name: string, match: HttpMatch): Uint8Array {
  const action = { case: 'directResponse', value: { status: 421 } } as const;
  return encode(RouteSchema, { name: elsewhereName(name), match: routeMatch(match), action });
}

/**
 * Where Envoy refuses an entry, its requests must not come to a more general entry, which nobody meant for them and which may
 * demand nothing of them. (Where Envoy refuses the match itself, they do.)
 */
function outOfService(entry: EncodedEntry): EncodedEntry {
  const { route, ruleIndex, match } = entry;
  const bytes = encode(RouteSchema, {
    name: routeEntryName(route.origin, ruleIndex),
    match: routeMatch(match),
    action: { case: 'directResponse', value: { status: 500 } },
  });
  const part = { id: hashBytes(bytes), origin: route.origin };
  const alone = { requires: [], origins: [route.origin], parts: [part] };
  return { ...entry, field: embed(routesField, bytes), part, marked: [], alone };
}

/** `needs` are those of the entry's rule. */
function encodeEntry(
  entry: RoutedMatch,
  table: RouteTable,
  ofHost: readonly string[],
  needs: readonly RankedNeed[],
): EncodedEntry {
  const { route, rule, ruleIndex, match, matchIndex } = entry;
  const marked = needs.filter(need => need.isIndispensable).map(need => need.instance);
  const unneeded = ofHost.filter(instance => !needs.some(need => need.instance === instance));
  const name = routeEntryName(route.origin, ruleIndex);
  const bytes = encode(RouteSchema, {
    name,
    match: routeMatch(match, onMarkedChains(marked)),
    action: routeAction(rule.action, match, table),
    ...(rule.action.kind === 'forward' ? heldForCall(rule.action.forwarding) : {}),
    requestHeadersToAdd: headersToAdd(rule.requestHeaders),
    requestHeadersToRemove: [...headersToRemove(rule.requestHeaders), ...placesUntold(rule)],
    responseHeadersToAdd: [
      ...locationEdit(rule.action, table),
      ...(rule.action.kind === 'answer' ? headersToAdd(rule.action.headers) : []),
      ...headersToAdd(rule.responseHeaders),
    ],
    responseHeadersToRemove: [...headersToRemove(rule.responseHeaders), ...ownHeaders(rule)],
    typedPerFilterConfig: Object.fromEntries([
      ...needs.flatMap(({ instance, perRoute }) => (perRoute === undefined ? [] : [[instance, perRoute]])),
      ...unneeded.map(instance => [instance, switchedOff]),
    ]),
    ...entryMetadata(rule, route.origin),
    ...routeTelemetry(rule, route.origin, ruleIndex),
  });
  const part = { id: hashBytes(bytes), origin: route.origin };
  const field = embed(routesField, bytes);
  return {
    route,
    rule,
    ruleIndex,
    match,
    matchIndex,
    field: keptBytes(
      marked.length === 0 ? field : Buffer.concat([field, embed(routesField, elsewhere(name, match))]),
    ),
    part,
    marked,
    alone: { requires: unique(usesOfRule(rule).map(clusterName)), origins: [route.origin], parts: [part] },
  };
}

/** Headers of ours in an answer, which no client is to see. */
function ownHeaders({ action }: HttpRule): readonly string[] {
  return action.kind === 'forward' && mayBeUnreached(action.forwarding) ? [unreached] : [];
}
