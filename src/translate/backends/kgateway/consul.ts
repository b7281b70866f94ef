import type { Tracker } from '#graph';
import { isHostname, normalizeHostname } from '#lib/hostname.ts';
import { isIpAddress } from '#lib/ip-address.ts';
import { keptList } from '#lib/kept-list.ts';
import { resourceKey } from '#lib/resource-ref.ts';
import {
  type ConsulAnswer,
  type ConsulInstance,
  type ConsulWant,
  type DnsWant,
  type Endpoint,
  type Known,
  type Resolution,
  type Verdict,
  wantKey,
} from '#model';
import type { ConsulService } from '#resources';
import { refusal } from '../../address-policy.ts';
import { knownOf } from '../../known.ts';
import { given } from '../../policies/given.ts';
import type { BackendKindContext } from '../backend-kind.ts';
import { atPace, nameOf, resolvedAddresses, saidOfName } from '../resolved-names.ts';
import type { DestinationKind, Said, Written } from './destination-kind.ts';
import { discoveredVerdict, discoveryFailure, leftOut } from './discovered.ts';

/**
 * Instances of a service in Consul's catalogue. Consul is asked for all instances of a service, once for all objects that
 * want it; tags are compared here. The control plane resolves an instance that is registered by a name (an external service,
 * say). While Consul cannot be asked, the instances that were found last stay.
 */
export const consul: DestinationKind<ConsulService> = {
  build: (written, context, track) => {
    const { destination } = written;
    const { known, meant, places } = lookedFor(destination, context, track);
    const { family } = howResolved(written, context, track);
    const endpoints = places.used.flatMap(place => endpointsAt(place, family, context, track));
    const discovered = verdictOn(destination, known, meant, endpoints.length);
    const names = places.used.filter(isNamed);
    const [named] = names;
    const isAwaited = [...wantsIn(destination), ...names.map(({ name }) => nameOf(name))].some(
      want => track.fetch(context.discovered, wantKey(want)) === undefined,
    );
    return {
      kind: 'built',
      backend: {
        protocol: 'http1',
        discovery: 'assigned',
        endpoints: keptList(endpoints),
        ...given({ hostname: named?.name }),
      },
      isProtocolOpen: true,
      ...(isAwaited ? { isAwaited: true } : {}),
      ...(discovered === undefined ? {} : { verdicts: { EndpointsDiscovered: discovered } }),
      findings: [
        ...leftOut(places.unused, destination.at),
        ...saidOfNames(names, destination, context, track),
        ...discoveryFailure(known, discovered, destination.at),
      ],
    };
  },
  wants: (written, context, track) => {
    const { used } = lookedFor(written.destination, context, track).places;
    const names = [...new Map(used.filter(isNamed).map(({ name }) => [name, nameOf(name)])).values()];
    return [...wantsIn(written.destination), ...atPace<DnsWant>(names, howResolved(written, context, track))];
  },
};

function wantsIn({ service, datacenters, consistency, isCached }: ConsulService): readonly ConsulWant[] {
  const how = { ...given({ consistency }), ...(isCached ? { isCached: true as const } : {}) };
  const places = datacenters.length === 0 ? [undefined] : datacenters;
  return places.map(datacenter => ({ kind: 'consul', service, ...given({ datacenter }), ...how }));
}

/** How names are looked up: what policies on the object say goes before what it says itself. */
function howResolved(
  { ref, settings }: Written<ConsulService>,
  { resolutionOn }: BackendKindContext,
  track: Tracker,
): Resolution {
  const { dnsRefreshRate: refresh, respectDnsTtl: respectTtl } = settings ?? {};
  return { ...given({ refresh, respectTtl }), ...resolutionOn(resourceKey(ref), track) };
}

/** Place is where a used instance is called; `name` is set where it must be resolved first. */
interface Place {
  readonly instance: ConsulInstance;
  readonly name?: string;
}

interface LookedFor {
  readonly known: Known<ConsulAnswer>;
  readonly meant: number;
  readonly places: {
    readonly used: readonly Place[];
    readonly unused: readonly { readonly id: string; readonly why: string }[];
  };
}

function lookedFor(destination: ConsulService, context: BackendKindContext, track: Tracker): LookedFor {
  const known = togetherKnown(wantsIn(destination).map(want => knownOf(want, context.discovered, track)));
  const meant = (known.answer?.instances ?? []).filter(one => hasTags(one, destination));
  const why = meant.map(instance => ({ instance, why: refusedPlace(instance, destination.at, context) }));
  return {
    known,
    meant: meant.length,
    places: {
      used: why.flatMap(({ instance, why }) => (why === undefined ? [placeOf(instance)] : [])),
      unused: why.flatMap(({ instance: { id }, why }) => (why === undefined ? [] : [{ id, why }])),
    },
  };
}

/**
 * Several data centers give one answer: it exists once any of them has answered, and an error of one is an error of the
 * whole.
 */
function togetherKnown(all: readonly Known<ConsulAnswer>[]): Known<ConsulAnswer> {
  const [only, ...others] = all;
  if (only !== undefined && others.length === 0) return only;
  const answers = all.flatMap(({ answer }) => answer ?? []);
  const failed = all.find(({ error }) => error !== undefined);
  return {
    ...(answers.length === 0
      ? {}
      : { answer: { kind: 'consul', instances: answers.flatMap(({ instances }) => instances) } }),
    ...given({ error: failed?.error, refused: failed?.refused }),
  };
}

function hasTags({ tags }: ConsulInstance, { tags: wanted, otherTags }: ConsulService): boolean {
  return wanted.every(tag => tags.includes(tag)) && !otherTags.some(tag => tags.includes(tag));
}

function placeOf(instance: ConsulInstance): Place {
  return isIpAddress(instance.address)
    ? { instance }
    : { instance, name: normalizeHostname(instance.address) };
}

function isNamed(place: Place): place is Place & { readonly name: string } {
  return place.name !== undefined;
}

/** Why no requests may be sent there; undefined where they may. */
function refusedPlace(
  { address, port }: ConsulInstance,
  at: string,
  { policy }: BackendKindContext,
): string | undefined {
  if (port === 0) return 'it is registered without a port';
  if (isIpAddress(address)) return refusal({ kind: 'ip', address, port, at }, policy);
  if (!isHostname(address.toLowerCase()))
    return `${JSON.stringify(address)} is neither an IP address nor a host name`;
  return refusal({ kind: 'fqdn', hostname: address, port, at }, policy);
}

function endpointsAt(
  { instance: { address, port, zone, weight }, name }: Place,
  family: Resolution['family'],
  context: BackendKindContext,
  track: Tracker,
): readonly Endpoint[] {
  const traits = given({ zone, weight });
  if (name === undefined) return [{ kind: 'ip', address, port, ...traits }];
  const addresses = resolvedAddresses({ hostname: name, port }, family, context, track);
  return addresses.map(address => ({ kind: 'ip', address, port, hostname: name, ...traits }));
}

function saidOfNames(
  places: readonly (Place & { readonly name: string })[],
  { at: path }: ConsulService,
  context: BackendKindContext,
  track: Tracker,
): readonly Said[] {
  const said = places.flatMap(({ instance: { id, port }, name }) =>
    saidOfName({ hostname: name, port }, context, track).map(({ message, ...rest }) => ({
      ...rest,
      // The author of the object did not write the name: a bad address leaves out that instance and nothing else.
      severity: 'warning' as const,
      message: `instance ${id}: ${message}`,
      path,
    })),
  );
  return said.slice(0, 16);
}

function verdictOn(
  { service, datacenters, tags, otherTags }: ConsulService,
  known: Known,
  meant: number,
  found: number,
): Verdict | undefined {
  const where = datacenters.length === 0 ? '' : ` in ${datacenters.join(', ')}`;
  const isTagged = tags.length > 0 || otherTags.length > 0;
  const why =
    meant > 0
      ? `none of ${meant} is where one may be used`
      : `no instance that passes its checks${isTagged ? ' has its tags' : ' is known'}`;
  return discoveredVerdict({
    failed: `Consul could not be asked for ${service}${where}`,
    known,
    found,
    lastKnown: `those that were last known stay: ${found} endpoints`,
    used: `${found} endpoints of ${service}${where} are used`,
    none: `of ${service}${where} ${why}`,
  });
}
