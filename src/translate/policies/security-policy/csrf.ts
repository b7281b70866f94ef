import type { SecurityPolicy } from '#resources';
import { type Section, sectionOf } from '../section.ts';

/** csrfSection: pages are told apart by their hosts, whatever scheme they came by. */
export function csrfSection({ additionalOrigins }: NonNullable<SecurityPolicy['spec']['csrf']>): Section {
  return sectionOf({ csrf: { hosts: additionalOrigins.map(origin => origin.replace(/^https?:\/\//, '')) } });
}
