import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { categoryOfHost } from '#lib/ip-address.ts';

/** isGuarded: what a machine of a cloud tells of itself is nothing that anybody wants to read, or write to, by way of a policy. */
export function isGuarded(host: string): boolean {
  const category = categoryOfHost(host);
  return category === 'link-local' || category === 'metadata';
}

/** lookupOutside looks a name up, wherever it leads but there. */
export const lookupOutside: LookupFunction = (hostname, options, done) => {
  lookup(hostname, { ...options, all: true }, (error, found) => {
    const kept = found?.filter(({ address }) => !isGuarded(address)) ?? [];
    const [first] = kept;
    if (error !== null || first === undefined) return done(error ?? new Error('must not be called'), '', 4);
    if (options.all === true) return done(null, kept);
    return done(null, first.address, first.family);
  });
};
