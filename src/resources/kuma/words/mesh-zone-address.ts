import type { Words } from '../../reference/words.ts';

export const meshZoneAddressWords: Words = {
  '': 'Says where the services of a zone are reached from other zones.',
  'spec.address': 'The address.',
  'spec.port': 'The port.',
};
