import type { Words } from '../../reference/words.ts';

/** Of where a service is called, as a control plane wrote it. */
export const serviceStatusWords: Words = {
  'status.vips[]': 'Virtual addresses that it has.',
  'status.vips[].ip': 'One of them.',
  'status.addresses[]': 'Names that it goes by.',
  'status.addresses[].hostname': 'One of them.',
  'status.addresses[].origin': 'Who gave it: `HostnameGenerator` or `Kubernetes`.',
};
