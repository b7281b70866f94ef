import type { Authorization } from './authorization.ts';
import type { PlaceFact } from './place-test.ts';

/** PlaceDatabases are files of a proxy's machine, in MaxMind's format, by what they are about. */
export interface PlaceDatabases {
  readonly city?: string;
  readonly country?: string;
  readonly asn?: string;
  readonly isp?: string;
  readonly anonymous?: string;
}

/** Places have rules asked where clients are. */
export interface Places {
  readonly databases: PlaceDatabases;
}

const inAnonymous = ['anonymous'] as const;
const tellers: Readonly<Record<PlaceFact, readonly (keyof PlaceDatabases)[]>> = {
  country: ['country', 'city'],
  region: ['city'],
  city: ['city'],
  asn: ['asn', 'isp'],
  isp: ['isp'],
  anonymous: inAnonymous,
  vpn: inAnonymous,
  hosting: inAnonymous,
  tor: inAnonymous,
  proxy: inAnonymous,
};

/** placeFacts are those that some databases tell. */
export function placeFacts(databases: PlaceDatabases): readonly PlaceFact[] {
  const all = Object.keys(tellers) as PlaceFact[];
  return all.filter(fact => tellers[fact].some(name => databases[name] !== undefined));
}

/** placeFactsAsked are those that the rules of an authorization ask for. */
export function placeFactsAsked(authorization: Authorization | undefined): ReadonlySet<PlaceFact> {
  const conditions = (authorization?.rules ?? []).flatMap(rule => rule.conditions);
  return new Set(
    conditions.flatMap(one => (one.kind === 'place' ? one.oneOf.flat().map(({ fact }) => fact) : [])),
  );
}

/** untoldPlaceFact is one that is asked for, and that no database tells. */
export function untoldPlaceFact(
  authorization: Authorization | undefined,
  databases: PlaceDatabases = {},
): PlaceFact | undefined {
  const told = placeFacts(databases);
  return [...placeFactsAsked(authorization)].find(fact => !told.includes(fact));
}
