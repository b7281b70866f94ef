import { type Words, within } from '../../../reference/words.ts';
import { backendRefWords, fromWords, rulesWords, topLevelWords, toWords } from './parts.ts';

const formatWords: Words = {
  type: '`Plain`: a line of text. `Json`: a JSON object.',
  plain:
    'The line, with Envoy’s command operators and Kuma’s own: `%KUMA_SOURCE_SERVICE%`, `%KUMA_DESTINATION_SERVICE%`, `%KUMA_SOURCE_ADDRESS%`, `%KUMA_MESH%`, `%KUMA_ZONE%`, `%KUMA_TRAFFIC_DIRECTION%`.',
  'json[]': 'Fields of the object.',
  'json[].key': 'Name of the field.',
  'json[].value': 'Value of the field, with the same operators.',
  omitEmptyValues: 'Leaves out what has no value, instead of writing `-`.',
};

export const meshAccessLogWords: Words = {
  '': 'Logs the requests and connections that pass proxies (access logs).',
  ...topLevelWords,
  ...toWords,
  ...fromWords,
  ...rulesWords,
  ...within('spec.to[].default', {
    'backends[]': 'Where logs are sent; an empty list: nowhere.',
    'backends[].type': 'Type of the backend; its settings are in the field that goes with it.',
    'backends[].tcp': 'For `Tcp`: lines over TCP, sent by the agent beside the proxy.',
    'backends[].tcp.address': 'Host and port of the receiver.',
    'backends[].tcp.format': 'Format of a record; left out: Kuma’s default format.',
    ...within('backends[].tcp.format', formatWords),
    'backends[].file': 'For `File`: a file on the proxy’s machine.',
    'backends[].openTelemetry': 'For `OpenTelemetry`: a collector (OTLP over gRPC).',
    'backends[].openTelemetry.attributes[]':
      'Attributes of a record; their values take the operators of `plain`.',
    'backends[].file.format': 'Format of a record; left out: Kuma’s default format.',
    ...within('backends[].file.format', formatWords),
    'backends[].file.path': 'Path of the file.',
    'backends[].openTelemetry.endpoint': 'Host and port of the collector.',
    'backends[].openTelemetry.backendRef':
      'In place of `endpoint`: a MeshOpenTelemetryBackend, or a service of the mesh.',
    ...within('backends[].openTelemetry.backendRef', backendRefWords),
    'backends[].openTelemetry.body':
      'Body of a record: a text, with the operators of `plain`; left out, without `attributes`: Kuma’s default format.',
  }),
};

export const meshTraceWords: Words = {
  '': 'Traces requests: proxies send spans to a tracing backend.',
  ...topLevelWords,
  'spec.default': 'Settings for the proxies.',
  ...within('spec.default', {
    'backends[]': 'Tracing backend that spans are sent to; an empty list: none.',
    'backends[].type': 'Type of the backend; its settings are in the field that goes with it.',
    'backends[].zipkin': 'For `Zipkin`.',
    'backends[].zipkin.url': 'URL that spans are sent to, such as `http://zipkin:9411/api/v2/spans`.',
    'backends[].zipkin.traceId128bit': 'Whether trace IDs have 128 bits instead of 64.',
    'backends[].zipkin.apiVersion': 'Encoding of spans: JSON or Protobuf.',
    'backends[].zipkin.sharedSpanContext': 'Whether client and server of a call share one span.',
    'backends[].datadog': 'For `Datadog`.',
    'backends[].datadog.url': 'URL of the Datadog agent.',
    'backends[].datadog.splitService':
      'Tells incoming from outgoing requests by the service name: `SERVICE_INBOUND`, `OUTBOUND_DESTINATION`.',
    'backends[].openTelemetry': 'For `OpenTelemetry`: a collector (OTLP over gRPC).',
    'backends[].openTelemetry.endpoint': 'Host and port of the collector.',
    'backends[].openTelemetry.backendRef':
      'In place of `endpoint`: a MeshOpenTelemetryBackend, or a service of the mesh.',
    ...within('backends[].openTelemetry.backendRef', backendRefWords),
    sampling: 'Sampling: which shares of requests are traced, in percent.',
    'sampling.overall': 'Upper limit for all requests, however they were chosen; left out: 100.',
    'sampling.client': 'Share of the requests for which the client asks for a trace; left out: 100.',
    'sampling.random':
      'Share of the requests of which nobody decided before, chosen at random; left out: 100.',
    'tags[]': 'Tags that are added to spans, beside `kuma.mesh` and `kuma.zone`.',
    'tags[].name': 'Name of the tag.',
    'tags[].literal': 'Fixed value.',
    'tags[].header': 'Request header that has the value.',
    'tags[].header.name': 'Name of the header.',
    'tags[].header.default': 'Value where the header is missing.',
  }),
};

const selectorWords: Words = {
  type: 'How names are compared with `match`.',
  match: 'Name, part of a name, or regular expression.',
};

export const meshMetricWords: Words = {
  '': 'Exposes metrics of proxies and of applications beside them to Prometheus, or pushes them to OpenTelemetry.',
  ...topLevelWords,
  'spec.default': 'Settings for the proxies.',
  ...within('spec.default', {
    sidecar: 'Which of the proxy’s own metrics are shown.',
    'sidecar.includeUnused': 'Shows metrics that were never updated, too.',
    'sidecar.profiles': 'Selects metrics by their names.',
    'sidecar.profiles.appendProfiles[]': 'Profiles to begin with; several add up. Left out: `All`.',
    'sidecar.profiles.appendProfiles[].name':
      '`All`: all metrics. `Basic`: those that dashboards use. `None`: none.',
    'sidecar.profiles.include[]': 'Metrics that are shown in any case.',
    'sidecar.profiles.exclude[]': 'Metrics that are not shown, unless `include` names them.',
    ...within('sidecar.profiles.include[]', selectorWords),
    ...within('sidecar.profiles.exclude[]', selectorWords),
    'applications[]': 'Applications whose metrics are shown together with the proxy’s own.',
    'applications[].name':
      'Name of the application, which tells apart metrics of one name; left out: its address and port.',
    'applications[].address': 'Address on which the application listens; left out: 127.0.0.1.',
    'applications[].port': 'Port on which it listens.',
    'applications[].path': 'Path of its metrics.',
    'backends[]': 'Who gets the metrics.',
    'backends[].type': 'Type of the backend; its settings are in the field that goes with it.',
    'backends[].prometheus': 'For `Prometheus`, which scrapes each proxy.',
    'backends[].openTelemetry': 'For `OpenTelemetry`: metrics are pushed to a collector (OTLP over gRPC).',
    'backends[].openTelemetry.endpoint': 'Host and port of the collector.',
    'backends[].openTelemetry.backendRef':
      'In place of `endpoint`: a MeshOpenTelemetryBackend, or a service of the mesh.',
    ...within('backends[].openTelemetry.backendRef', backendRefWords),
    'backends[].openTelemetry.refreshInterval': 'Time between two pushes; left out: 1m.',
    'backends[].prometheus.clientId': 'Which Prometheus is meant, where there are several.',
    'backends[].prometheus.port': 'Port at which the metrics are scraped.',
    'backends[].prometheus.path': 'Path of the metrics.',
    'backends[].prometheus.tls': 'TLS of the metrics.',
    'backends[].prometheus.tls.mode':
      '`Disabled`: plain text. `ActiveMTLSBackend`: mTLS, for members of the mesh alone. `ProvidedTLS` is not served.',
  }),
};
