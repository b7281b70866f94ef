import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { type AddressCategory, categoryOfHost } from '#lib/ip-address.ts';

/**
 * Guarded are the classes of addresses that must not be called. A call brings along those that the operator of the control
 * plane lets nobody name. Where it brings none, link-local and metadata addresses are guarded: nobody is to read, or write
 * to, the metadata service of a cloud by way of a policy.
 */
export type Guarded = readonly AddressCategory[];

const atLeast: Guarded = ['link-local', 'metadata'];

/** isGuarded tells whether an address, or a host name that spells one, must not be called. */
export function isGuarded(host: string, guarded: Guarded = atLeast): boolean {
  const category = categoryOfHost(host);
  return category !== undefined && guarded.includes(category);
}

/** lookupOutside looks names up, and drops guarded addresses. */
export function lookupOutside(guarded: Guarded = atLeast): LookupFunction {
  return (hostname, options, done) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      const kept = found?.filter(({ address }) => !isGuarded(address, guarded)) ?? [];
      const [first] = kept;
      if (error !== null || first === undefined) return done(error ?? new Error('must not be called'), '', 4);
      if (options.all === true) return done(null, kept);
      return done(null, first.address, first.family);
    });
  };
}
