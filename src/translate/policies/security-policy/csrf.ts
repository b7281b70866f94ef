import type { SecurityPolicy } from '#resources';
import { type Section, sectionOf } from '../section.ts';

/** csrfSection: pages are told apart by their hosts, whatever scheme they came by. */
export function csrfSection(written: NonNullable<SecurityPolicy['spec']['csrf']>): Section {
  const { additionalOrigins, shadowFraction } = written;
  const { numerator = 0, denominator = 1 } = shadowFraction ?? {};
  const counted = Math.round((numerator / denominator) * million);
  return sectionOf({
    csrf: {
      hosts: additionalOrigins.map(origin => origin.replace(/^[^/]*:\/\//, '')),
      // It is drawn first who is turned away; of the others all are counted.
      ...(counted === 0 ? {} : { enforced: million - counted, counted: million }),
    },
  });
}

const million = 1_000_000;
