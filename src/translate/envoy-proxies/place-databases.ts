import { type PlaceDatabases, type PlaceFact, placeTellers } from '#model';
import type { EnvoyProxy } from '#resources';
import { given } from '../policies/given.ts';

type Written = NonNullable<EnvoyProxy['spec']['geoIP']>;

/** Where each database is written in `geoIP.provider.maxMind`. */
const fields = {
  city: 'cityDbSource',
  country: 'countryDbSource',
  asn: 'asnDbSource',
  isp: 'ispDbSource',
  anonymous: 'anonymousIpDbSource',
} as const satisfies Readonly<Record<keyof PlaceDatabases, keyof Written['provider']['maxMind']>>;

/** placeDatabases are the databases that an EnvoyProxy names. */
export function placeDatabases({ provider: { maxMind } }: Written): PlaceDatabases {
  const path = (name: keyof PlaceDatabases) => maxMind[fields[name]]?.local.path;
  return given({
    city: path('city'),
    country: path('country'),
    asn: path('asn'),
    isp: path('isp'),
    anonymous: path('anonymous'),
  });
}

/** fieldsTelling names the fields of an EnvoyProxy, one of which must name a database for a fact to be known. */
export function fieldsTelling(fact: PlaceFact): string {
  return `${placeTellers(fact)
    .map(name => fields[name])
    .join(' or ')} of geoIP.provider.maxMind`;
}
