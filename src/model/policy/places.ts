import type { ResourceKey } from '#lib/resource-ref.ts';
import type { Authorization } from './authorization.ts';
import type { PlaceFact } from './place-test.ts';

/** PlaceDatabases are files on a proxy's machine, in MaxMind's format, by their subject. */
export interface PlaceDatabases {
  readonly city?: string;
  readonly country?: string;
  readonly asn?: string;
  readonly isp?: string;
  readonly anonymous?: string;
}

/** Places makes the facts about clients' places available to rules. */
export interface Places {
  readonly databases: PlaceDatabases;
  /** The ResourceKey of what names the databases. */
  readonly origin: ResourceKey;
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

/** placeTellers are the databases of which each tells a fact. */
export function placeTellers(fact: PlaceFact): readonly (keyof PlaceDatabases)[] {
  return tellers[fact];
}

/** placeFacts are the facts that some databases tell. */
export function placeFacts(databases: PlaceDatabases): readonly PlaceFact[] {
  const all = Object.keys(tellers) as PlaceFact[];
  return all.filter(fact => tellers[fact].some(name => databases[name] !== undefined));
}

/** placeFactsAsked are the facts that the rules of an authorization use. */
export function placeFactsAsked(authorization: Authorization | undefined): ReadonlySet<PlaceFact> {
  const conditions = (authorization?.rules ?? []).flatMap(rule => rule.conditions);
  return new Set(
    conditions.flatMap(one => (one.kind === 'place' ? one.oneOf.flat().map(({ fact }) => fact) : [])),
  );
}

/** untoldPlaceFact is a fact that is used but that no database tells. */
export function untoldPlaceFact(
  authorization: Authorization | undefined,
  databases: PlaceDatabases = {},
): PlaceFact | undefined {
  const told = placeFacts(databases);
  return [...placeFactsAsked(authorization)].find(fact => !told.includes(fact));
}
