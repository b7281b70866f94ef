import { type Words, within } from '../../../reference/words.ts';
import { backendRefWords, fromWords, rulesWords, topLevelWords, toWords } from './parts.ts';

const formatWords: Words = {
  type: 'A line, or JSON.',
  plain:
    'The line. `%KUMA_SOURCE_SERVICE%`, `%KUMA_DESTINATION_SERVICE%`, `%KUMA_SOURCE_ADDRESS%`, `%KUMA_MESH%`, `%KUMA_ZONE%`, `%KUMA_TRAFFIC_DIRECTION%` stand for what they say, beside Envoy’s operators.',
  'json[]': 'The fields.',
  'json[].key': 'The name of one.',
  'json[].value': 'Its value, in the same words.',
  omitEmptyValues: 'What has no value is left out, in place of `-`.',
};

export const meshAccessLogWords: Words = {
  '': 'Keeps records of what passed.',
  ...topLevelWords,
  ...toWords,
  ...fromWords,
  ...rulesWords,
  ...within('spec.to[].default', {
    'backends[]': 'Where they go; an empty list: nowhere.',
    'backends[].type': 'Which of the following.',
    'backends[].tcp': 'As lines over TCP, by what runs beside the proxy.',
    'backends[].tcp.address': 'Where they are taken.',
    'backends[].tcp.format': 'How a record looks; left out: the usual one of Kuma.',
    ...within('backends[].tcp.format', formatWords),
    'backends[].file': 'To a file of the proxy’s machine.',
    'backends[].openTelemetry': 'To a collector (OTLP over gRPC).',
    'backends[].file.format': 'How a record looks; left out: the usual one of Kuma.',
    ...within('backends[].file.format', formatWords),
    'backends[].file.path': 'Its path.',
    'backends[].openTelemetry.endpoint': 'Where the collector listens.',
    'backends[].openTelemetry.backendRef': 'In place of that a service of the mesh, which is the collector.',
    ...within('backends[].openTelemetry.backendRef', backendRefWords),
    'backends[].openTelemetry.body': 'What the record says.',
  }),
};

export const meshTraceWords: Words = {
  '': 'Sends spans of requests to somebody.',
  ...topLevelWords,
  'spec.default': 'What holds.',
  ...within('spec.default', {
    'backends[]': 'Whom to.',
    'backends[].type': 'Which of the following.',
    'backends[].zipkin': 'Zipkin.',
    'backends[].zipkin.url': 'Where it takes them.',
    'backends[].zipkin.traceId128bit': 'Whether ids of traces have 128 bits.',
    'backends[].zipkin.apiVersion': 'In which form.',
    'backends[].zipkin.sharedSpanContext': 'Whether who calls and who is called are one span.',
    'backends[].datadog': 'The agent of Datadog.',
    'backends[].datadog.url': 'Where it listens.',
    'backends[].datadog.splitService':
      'Whether what is called, and by whom, is told apart by the name of the service.',
    'backends[].openTelemetry': 'A collector (OTLP over gRPC).',
    'backends[].openTelemetry.endpoint': 'Where it listens.',
    'backends[].openTelemetry.backendRef': 'In place of that a service of the mesh, which is the collector.',
    ...within('backends[].openTelemetry.backendRef', backendRefWords),
    sampling: 'Of which requests, in percent.',
    'sampling.overall': 'At most so many; left out: all.',
    'sampling.client': 'Of those that who calls asks to be traced; left out: all.',
    'sampling.random': 'Of those that nobody decided about; left out: all.',
    'tags[]': 'What spans say besides.',
    'tags[].name': 'The name of a tag.',
    'tags[].literal': 'Its value.',
    'tags[].header': 'A header that has it.',
    'tags[].header.name': 'Its name.',
    'tags[].header.default': 'What is said where there is none.',
  }),
};

const selectorWords: Words = {
  type: 'How names are compared.',
  match: 'With what.',
};

export const meshMetricWords: Words = {
  '': 'Has the numbers of proxies, and of the applications beside them, read or sent.',
  ...topLevelWords,
  'spec.default': 'What holds.',
  ...within('spec.default', {
    sidecar: 'Which of the proxy’s own.',
    'sidecar.includeUnused': 'Those too that never changed.',
    'sidecar.profiles': 'A choice of them, by their names.',
    'sidecar.profiles.appendProfiles[]': 'What is chosen to begin with; left out: all of them.',
    'sidecar.profiles.appendProfiles[].name': 'All, those that dashboards are made of, or none.',
    'sidecar.profiles.include[]': 'These as well, whatever else is said of them.',
    'sidecar.profiles.exclude[]': 'Without these.',
    ...within('sidecar.profiles.include[]', selectorWords),
    ...within('sidecar.profiles.exclude[]', selectorWords),
    'applications[]': 'Applications beside the proxy, whose pages are shown together with its own.',
    'applications[].name':
      'What tells its metrics from others of the same name; left out: its address and port.',
    'applications[].address': 'Where it listens; left out: 127.0.0.1.',
    'applications[].port': 'At which port.',
    'applications[].path': 'Its page.',
    'backends[]': 'Who reads them, or is sent them.',
    'backends[].type': 'Which of the following.',
    'backends[].prometheus': 'Prometheus, which comes and reads.',
    'backends[].openTelemetry': 'A collector (OTLP over gRPC).',
    'backends[].openTelemetry.endpoint': 'Where it listens.',
    'backends[].openTelemetry.backendRef': 'The service of the mesh that it is.',
    ...within('backends[].openTelemetry.backendRef', backendRefWords),
    'backends[].openTelemetry.refreshInterval': 'How often; left out: each minute.',
    'backends[].prometheus.clientId': 'Which Prometheus, where there are several.',
    'backends[].prometheus.port': 'The port that is read at.',
    'backends[].prometheus.path': 'The path.',
    'backends[].prometheus.tls': 'Over TLS.',
    'backends[].prometheus.tls.mode':
      'By whose certificate: `ActiveMTLSBackend` is that of the mesh, and callers must show one of theirs.',
  }),
};
