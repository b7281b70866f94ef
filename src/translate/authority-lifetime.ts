import { X509Certificate } from 'node:crypto';
import type { Tracker } from '#graph';
import { certificatesIn } from '#lib/pem.ts';

/**
 * outOfDate says why none of some authorities (PEM) is valid: each has expired, or is not valid yet. One such among several
 * does no harm, as Envoy goes by those that are valid.
 */
export function outOfDate(pem: string, track: Tracker): string | undefined {
  const lives = certificatesIn(pem).map(lifeOf);
  const now = track.now();
  const turns = lives.flatMap(({ from, to }) => [from, to]).filter(time => time > now);
  if (turns.length > 0) track.validUntil(Math.min(...turns));
  if (lives.some(({ from, to }) => from <= now && now < to)) return undefined;
  const [coming] = lives.filter(({ from }) => from > now);
  if (coming !== undefined) return `holds only from ${shown(coming.from)} on`;
  return `ran out on ${shown(Math.max(...lives.map(({ to }) => to)))}`;
}

function lifeOf(pem: string): { readonly from: number; readonly to: number } {
  const { validFrom, validTo } = new X509Certificate(pem);
  return { from: Date.parse(validFrom), to: Date.parse(validTo) };
}

function shown(time: number): string {
  return new Date(time).toISOString();
}
