import type { SecurityPolicy } from '#resources';
import { type Section, sectionOf } from '../section.ts';

/** csrfSection: pages are told apart by their hosts, whatever scheme they came by. */
export function csrfSection(written: NonNullable<SecurityPolicy['spec']['csrf']>): Section {
  const { additionalOrigins, shadowFraction } = written;
  const { numerator = 0, denominator = 1 } = shadowFraction ?? {};
  return sectionOf({
    csrf: {
      hosts: additionalOrigins.map(origin => origin.replace(/^https?:\/\//, '')),
      ...(numerator === 0 ? {} : { onlyCounted: Math.round((numerator / denominator) * million) }),
    },
  });
}

const million = 1_000_000;
