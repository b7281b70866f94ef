import type { Words } from '../../reference/words.ts';

const addressWords: Words = {
  status: 'What another control plane wrote of it.',
  'status.addresses[]': 'Names that it goes by.',
  'status.addresses[].hostname': 'One of them.',
  'status.addresses[].origin': 'Who gave it: `HostnameGenerator` or `Kubernetes`.',
};

/** Of by which addresses and names a service is called. */
export const serviceStatusWords: Words = {
  ...addressWords,
  'status.vips[]': 'Virtual addresses that it has.',
  'status.vips[].ip': 'One of them.',
};

export const externalServiceStatusWords: Words = {
  ...addressWords,
  'status.vip': 'The virtual address that it has.',
  'status.vip.ip': 'The address.',
};
