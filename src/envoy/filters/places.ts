import { create } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { GeoipSchema } from '#gen/envoy/extensions/filters/http/geoip/v3/geoip_pb.js';
import {
  HeaderMutationPerRouteSchema,
  HeaderMutationSchema,
} from '#gen/envoy/extensions/filters/http/header_mutation/v3/header_mutation_pb.js';
import { MaxMindConfigSchema } from '#gen/envoy/extensions/geoip_providers/maxmind/v3/maxmind_pb.js';
import { type HttpRule, type PlaceDatabases, type PlaceFact, placeFacts } from '#model';
import { typedExtension } from '../extension.ts';
import type { FilterNeed } from './http-filter.ts';
import { switchedOn } from './switched-on.ts';

const keys: Readonly<Record<PlaceFact, string>> = {
  country: 'country',
  region: 'region',
  city: 'city',
  asn: 'asn',
  isp: 'isp',
  anonymous: 'anon',
  vpn: 'anonVpn',
  hosting: 'anonHosting',
  tor: 'anonTor',
  proxy: 'anonProxy',
};
const headers = Object.keys(keys).map(fact => placeHeader(fact as PlaceFact));

/** placeHeader is the request header that carries a fact from the filter that finds it out to the filter that asks for it. */
export function placeHeader(fact: PlaceFact): string {
  return `x-fairlead-place-${fact}`;
}

const forgotten = anyPack(
  HeaderMutationSchema,
  create(HeaderMutationSchema, {
    mutations: {
      requestMutations: headers.map(name => ({ action: { case: 'remove' as const, value: name } })),
    },
  }),
);
const asSettled = anyPack(HeaderMutationPerRouteSchema, create(HeaderMutationPerRouteSchema));

/** placesForgotten removes these headers where clients send them: a client of whom nothing is known has none left. */
export function placesForgotten({ places }: HttpRule): readonly FilterNeed[] {
  if (places === undefined) return [];
  const instance = 'envoy.filters.http.header_mutation/places';
  return [{ instance, settings: forgotten, clusters: [], perRoute: asSettled }];
}

/** places finds out where clients are. */
export function places({ places }: HttpRule): readonly FilterNeed[] {
  if (places === undefined) return [];
  const settings = anyPack(GeoipSchema, create(GeoipSchema, { provider: maxMind(places.databases) }));
  const instance = 'envoy.filters.http.geoip';
  return [{ instance, settings, origin: places.origin, clusters: [], perRoute: switchedOn }];
}

/** placesUntold are the place headers of a rule, which no backend is to see. */
export function placesUntold({ places }: HttpRule): readonly string[] {
  return places === undefined ? [] : placeFacts(places.databases).map(placeHeader);
}

function maxMind(databases: PlaceDatabases) {
  const { city = '', country = '', asn = '', isp = '', anonymous = '' } = databases;
  return typedExtension('envoy.geoip_providers.maxmind', MaxMindConfigSchema, {
    cityDbPath: city,
    countryDbPath: country,
    asnDbPath: asn,
    ispDbPath: isp,
    anonDbPath: anonymous,
    commonProviderConfig: {
      geoFieldKeys: Object.fromEntries(placeFacts(databases).map(fact => [keys[fact], placeHeader(fact)])),
    },
  });
}
