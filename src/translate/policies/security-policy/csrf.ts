import type { SecurityPolicy } from '#resources';
import { type Section, sectionOf } from '../section.ts';

/** csrfSection tells pages apart by their hosts, whatever their scheme. */
export function csrfSection(written: NonNullable<SecurityPolicy['spec']['csrf']>): Section {
  const { additionalOrigins, shadowFraction } = written;
  const { numerator = 0, denominator = 1 } = shadowFraction ?? {};
  const counted = Math.round((numerator / denominator) * million);
  return sectionOf({
    csrf: {
      hosts: additionalOrigins.map(origin => origin.replace(/^[^/]*:\/\//, '')),
      // Envoy first draws which requests are turned away; all others are counted.
      ...(counted === 0 ? {} : { enforced: million - counted, counted: million }),
    },
  });
}

const million = 1_000_000;
