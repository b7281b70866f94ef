import { type Words, within } from '../../reference/words.ts';
import { tlsParameterWords } from './tls-parameters.ts';
import { tracedWords } from './traced.ts';

/** told are the fields of who is told of traffic. */
const told: Words = {
  backendRef: 'Who is told.',
  'backendRefs[]': 'Who is told; one of them, and those that take over from it.',
};

const calledByHost: Words = {
  ...told,
  host: 'Who is told, by name or address, where nobody wrote a backend.',
  port: 'The port of that host; left out: 4317.',
};

const headers: Words = {
  'headers[]': 'Headers that go along.',
  'headers[].name': 'The header’s name.',
  'headers[].value': 'Its value.',
};

const sink: Words = {
  type: 'Whether to a file, to a service of Envoy’s own records, or to one of OpenTelemetry’s.',
  file: 'A file on the proxy’s machine.',
  'file.path': 'Its path, such as `/dev/stdout`.',
  als: 'A service that takes Envoy’s own records over gRPC.',
  ...within('als', told),
  'als.backendRefs[].fallback': 'Whether it takes over while those before it are down.',
  'als.logName': 'What the service is told they are; left out: namespace and name of this object.',
  'als.type': 'Records of requests (`HTTP`) or of connections (`TCP`).',
  'als.http': 'What else of requests is recorded.',
  'als.http.requestHeaders': 'Headers of the request.',
  'als.http.responseHeaders': 'Headers of the answer.',
  'als.http.responseTrailers': 'Trailers of the answer.',
  openTelemetry: 'A service that takes OpenTelemetry’s records over gRPC.',
  ...within('openTelemetry', { ...calledByHost, ...headers }),
  'openTelemetry.resources': 'What the records are of, as attributes of OpenTelemetry’s resource.',
  'openTelemetry.resourceAttributes': 'The same.',
};

const accessLog: Words = {
  '': 'The records that are kept of what passed. Without `settings`: the usual ones, to `/dev/stdout`.',
  disable: 'Whether none are kept.',
  'settings[]': 'Each a kind of record, and where it goes.',
  'settings[].format': 'What a record holds, in Envoy’s words; left out: what Envoy Gateway writes, as JSON.',
  'settings[].format.type': 'Whether `text` or `json` says it.',
  'settings[].format.text': 'A line; it ends where `\\n` is written.',
  'settings[].format.json': 'Words by name.',
  'settings[].matches': 'Expressions (CEL), one of which must hold.',
  'settings[].sinks[]': 'Where to.',
  ...within('settings[].sinks[]', sink),
  'settings[].type':
    'Who writes: each connection’s `Listener`, the `Route` that serves, or each attempt to reach a backend (`Upstream`). Left out: what serves, and the listener where no route was found.',
};

const tracing: Words = {
  '': 'Spans of requests, and whom they are sent to.',
  samplingRate: 'Of how many percent of the requests that nobody decided about before; left out: all.',
  ...tracedWords,
  samplingFraction: 'The same, in smaller parts.',
  provider: 'Who collects the spans.',
  ...within('provider', calledByHost),
  'provider.type': 'In what protocol.',
  'provider.serviceName': 'What service they are of; left out: `<gateway>.<namespace>`.',
  'provider.openTelemetry': 'Where the protocol is OpenTelemetry’s.',
  'provider.openTelemetry.headers[]': 'Headers that go along.',
  'provider.openTelemetry.resourceAttributes': 'What else is said of the service.',
  'provider.openTelemetry.sampler': 'OpenTelemetry’s own choice of traces.',
  'provider.openTelemetry.sampler.type': 'All, none or a share; `ParentBased`: unless the caller has chosen.',
  'provider.openTelemetry.sampler.samplingPercentage': 'The share; left out: all.',
  'provider.zipkin': 'Where the protocol is Zipkin’s.',
  'provider.zipkin.enable128BitTraceId': 'Whether traces have long ids.',
  'provider.zipkin.disableSharedSpanContext': 'Whether client and server have a span each.',
};

const settings: Words = {
  backendTLS:
    'What backends that are spoken to over TLS are shown, and what of TLS is spoken, where they leave it open.',
  'backendTLS.clientCertificateRef': 'The Secret of the key pair that they are shown.',
  ...within('backendTLS', tlsParameterWords),
  bootstrap: 'What the proxy starts with, as it is changed: where `up` starts it.',
  'bootstrap.type':
    '`Merge` puts the value over ours, `Replace` in place of it, `JSONPatch` changes ours. Who the proxy is, its control plane and its admin interface stay.',
  'bootstrap.value': 'Envoy’s bootstrap, as a text of YAML.',
  'bootstrap.jsonPatches[]': 'Changes (RFC 6902), one after the other.',
  'bootstrap.jsonPatches[].op': 'What is done.',
  'bootstrap.jsonPatches[].path': 'Where, as a JSON pointer through Envoy’s fields (`snake_case`).',
  'bootstrap.jsonPatches[].jsonPath': 'The places that are changed, from which `path` leads on.',
  'bootstrap.jsonPatches[].from': 'From where something is moved or copied.',
  'bootstrap.jsonPatches[].value': 'What is put there.',
  concurrency: 'Threads that serve, where `up` starts the proxy; left out: one for each processor.',
  'filterOrder[]': 'Filters of HTTP that go before or after others, one after the other.',
  'filterOrder[].name': 'The filter, by Envoy’s name.',
  'filterOrder[].before': 'The filter that it goes before.',
  'filterOrder[].after': 'The filter that it goes after.',
  ipFamily: 'On which addresses of the machine listeners listen, where the Gateway names none.',
  routingType: 'Whether Services are reached at their endpoints, or at their cluster IP.',
};

export const envoyProxyWords: Words = {
  '': 'Says what the proxy of a gateway tells of its traffic. A Gateway or its GatewayClass names it in `parametersRef`; `provider` is for a cluster and means nothing here.',
  'spec.mergeType':
    'Whether that of the class holds beside this one for what it leaves out (both ways of merging are one).',
  ...within('spec', settings),
  'spec.telemetry': 'What is told of traffic.',
  'spec.telemetry.accessLog': accessLog[''] ?? '',
  ...within('spec.telemetry.accessLog', without(accessLog)),
  'spec.telemetry.tracing': tracing[''] ?? '',
  ...within('spec.telemetry.tracing', without(tracing)),
};

function without({ '': _, ...fields }: Words): Words {
  return fields;
}
