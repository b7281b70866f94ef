import type { Words } from '../../reference/words.ts';

export const meshOpenTelemetryBackendWords: Words = {
  '': 'Is an OpenTelemetry collector to which MeshTrace, MeshAccessLog and MeshMetric refer.',
  spec: 'Settings of the collector.',
  'spec.endpoint': 'Where the collector listens.',
  'spec.endpoint.address': 'IP address or host name; the default is the machine that each proxy runs on.',
  'spec.endpoint.port': 'Port of the collector.',
  'spec.endpoint.path': 'Prefix of its paths, for HTTP.',
  'spec.protocol': 'Protocol of OTLP; with `http`, which is not served, nothing is sent.',
  'spec.env': 'Whether environment variables of each proxy override these settings.',
};
