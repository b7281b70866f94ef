import type { Words } from '../../reference/words.ts';

/** metricsPageWords are those of where sidecars show their metrics. */
export const metricsPageWords: Words = {
  port: 'Port at which each sidecar exposes its metrics; left out: 5670.',
  path: 'Path of the metrics; left out: `/metrics`.',
  skipMTLS: 'Exposes metrics in plain text also where the mesh has mTLS.',
  tls: 'TLS of the metrics; its `mode` goes before `skipMTLS`.',
  'tls.mode':
    '`activeMTLSBackend`: mTLS, for members of the mesh alone. `disabled`: plain text. Left out: mTLS where the mesh has it.',
  envoy: 'Which of Envoy’s metrics are exposed.',
  'envoy.filterRegex': 'Regular expression: only metrics whose names match are exposed.',
  'envoy.usedOnly': 'Leaves out metrics that were never updated; left out: true.',
  tags: 'Tags by which permissions know who reads the metrics.',
  'aggregate[]': 'Applications whose metrics are exposed together with the sidecar’s own.',
  'aggregate[].name':
    'Name of the application: a Dataplane overrides by it what its mesh says, and it tells apart metrics of one name.',
  'aggregate[].address': 'Address on which the application listens; left out: 127.0.0.1.',
  'aggregate[].port': 'Port on which it listens.',
  'aggregate[].path': 'Path of its metrics; left out: `/metrics`.',
  'aggregate[].enabled': 'Whether its metrics are exposed; left out: true.',
};
