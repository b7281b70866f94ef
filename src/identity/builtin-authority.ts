import { type AuthorityPair, makeAuthority } from './certificate-authority.ts';

/** Generation is an authority that was made here, and the time in which it may sign (ms since the epoch). */
export interface Generation extends AuthorityPair {
  readonly since: number;
  readonly notAfter: number;
}

/** makeGeneration makes an authority for a trust domain. `lifetime` is in ms. */
export async function makeGeneration(
  trustDomain: string,
  lifetime: number,
  now: number,
): Promise<Generation> {
  const names = [`spiffe://${trustDomain}`];
  const pair = await makeAuthority('CN=Fairlead mesh authority', { names, now, lifetime });
  return { ...pair, since: now, notAfter: now + lifetime };
}

/** readGenerations reads what writeGenerations wrote; anything else in the JSON is left out. */
export function readGenerations(text: string | undefined): readonly Generation[] {
  if (text === undefined) return [];
  const kept: unknown = JSON.parse(text);
  return Array.isArray(kept) ? kept.filter(isGeneration) : [];
}

/** writeGenerations writes generations, with their private keys, as text. */
export function writeGenerations(generations: readonly Generation[]): string {
  return JSON.stringify(
    generations.map(({ certificate, privateKey, since, notAfter }) => ({
      certificate,
      privateKey,
      since,
      notAfter,
    })),
  );
}

function isGeneration(value: unknown): value is Generation {
  if (typeof value !== 'object' || value === null) return false;
  const { certificate, privateKey, since, notAfter } = value as Partial<Record<keyof Generation, unknown>>;
  return (
    typeof certificate === 'string' &&
    typeof privateKey === 'string' &&
    typeof since === 'number' &&
    typeof notAfter === 'number'
  );
}
