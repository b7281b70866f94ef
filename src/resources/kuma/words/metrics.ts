import type { Words } from '../../reference/words.ts';

/** metricsPageWords are those of where sidecars show their metrics. */
export const metricsPageWords: Words = {
  port: 'At this port of each; left out: 5670.',
  path: 'At this path; left out: `/metrics`.',
  skipMTLS: 'In plain text also where sidecars show each other who they are.',
  tls: 'Goes before `skipMTLS`.',
  'tls.mode':
    'To those of the mesh alone, or in plain text; left out: the former where sidecars show who they are.',
  envoy: 'What is shown.',
  'envoy.filterRegex': 'Names that match alone.',
  'envoy.usedOnly': 'Nothing that has never been counted; left out: so it is.',
  tags: 'What who asks for them is called in permissions.',
  'aggregate[]': 'Pages of applications, which are shown beside.',
  'aggregate[].name':
    'By which a Dataplane says otherwise of one than its mesh, and its metrics are told from others of the same name.',
  'aggregate[].address': 'Where it listens; left out: 127.0.0.1.',
  'aggregate[].port': 'At which port.',
  'aggregate[].path': 'Its page; left out: `/metrics`.',
  'aggregate[].enabled': 'Whether it is shown; left out: it is.',
};
