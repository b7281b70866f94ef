import type { Words } from '../../reference/words.ts';

export const meshZoneAddressWords: Words = {
  '': 'Says at which address other zones reach the services of a zone.',
  'spec.address': 'Address of the zone.',
  'spec.port': 'Port of the zone.',
};
