import type { Words } from '../../reference/words.ts';

export const meshOpenTelemetryBackendWords: Words = {
  '': 'Is a collector of OpenTelemetry, which MeshTraces, MeshAccessLogs and MeshMetrics name.',
  spec: 'All that is said of it.',
  'spec.endpoint': 'Where it is.',
  'spec.endpoint.address': 'An IP address or a host name; left out: the machine of each proxy.',
  'spec.endpoint.port': 'Its port.',
  'spec.endpoint.path': 'Before its paths, of HTTP.',
  'spec.protocol': 'What it is told in; `http` is not spoken here, and nobody is told.',
  'spec.env': 'Whether variables of each proxy’s environment say otherwise.',
};
