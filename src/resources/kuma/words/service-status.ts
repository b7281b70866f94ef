import type { Words } from '../../reference/words.ts';

const addressWords: Words = {
  status: 'Status that another control plane wrote.',
  'status.addresses[]': 'Host names of the service.',
  'status.addresses[].hostname': 'The host name.',
  'status.addresses[].origin': 'What gave it the name: `HostnameGenerator` or `Kubernetes`.',
};

/** Of by which addresses and names a service is called. */
export const serviceStatusWords: Words = {
  ...addressWords,
  'status.vips[]': 'Virtual IP addresses of the service.',
  'status.vips[].ip': 'The address.',
};

export const externalServiceStatusWords: Words = {
  ...addressWords,
  'status.vip': 'Virtual IP address of the service.',
  'status.vip.ip': 'The address.',
};
