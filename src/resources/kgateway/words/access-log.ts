import { type Words, within } from '../../reference/words.ts';

/** grpcCallWords are how a service is told by gRPC of what passed. */
export const grpcCallWords: Words = {
  backendRef: 'Service that is called.',
  authority: 'Authority (host) of the call; left out: that of the backend.',
  'initialMetadata[]': 'gRPC metadata (headers) of the call.',
  'initialMetadata[].key': 'Name of the header.',
  'initialMetadata[].value': 'Value of the header.',
};

const comparison = (what: string): Words => ({
  '': what,
  '.op': 'Comparison: equal (`EQ`), at least (`GE`), or at most (`LE`).',
  '.value': 'Number that it is compared with.',
});

const at = (path: string, words: Words): Words =>
  Object.fromEntries(Object.entries(words).map(([rest, text]) => [`${path}${rest}`, text]));

const single: Words = {
  ...at('statusCodeFilter', comparison('Requests by the status code of their answer.')),
  ...at('durationFilter', comparison('Requests by their duration, in milliseconds.')),
  notHealthCheckFilter: 'Requests that are no health checks of the proxy.',
  traceableFilter: 'Requests that are traced.',
  headerFilter: 'Requests by a header.',
  'headerFilter.header': 'The header that must match.',
  'headerFilter.header.type': 'How the value is compared.',
  'headerFilter.header.name': 'Name of the header.',
  'headerFilter.header.value': 'Value, or regular expression, that it is compared with.',
  responseFlagFilter: 'Requests by Envoy’s response flags, which say what went wrong.',
  'responseFlagFilter.flags': 'Flags, such as `UF` and `URX`; the request must have one of them.',
  grpcStatusFilter: 'Requests by their gRPC status.',
  'grpcStatusFilter.statuses': 'gRPC statuses, of which the request must have one.',
  'grpcStatusFilter.exclude': 'Inverts the filter: the request must have none of these statuses.',
  celFilter: 'Requests by a CEL expression.',
  'celFilter.match': 'CEL expression that must be true.',
  runtimeFilter: 'A share of requests, chosen at random.',
  'runtimeFilter.runtimeKey': 'Key of Envoy’s runtime, by which the share can be changed while it runs.',
  'runtimeFilter.percentSampled': 'The share, as a fraction.',
  'runtimeFilter.percentSampled.numerator': 'Numerator of the fraction.',
  'runtimeFilter.percentSampled.denominator': 'Denominator of the fraction.',
  'runtimeFilter.useIndependentRandomness':
    'Chooses each request by itself, instead of by its `x-request-id`.',
};

const filterWords: Words = {
  ...single,
  'andFilter[]': 'Filters that must all match.',
  ...within('andFilter[]', single),
  'orFilter[]': 'Filters of which one must match.',
  ...within('orFilter[]', single),
};

const headersToLog: Words = {
  logName: 'Name of the log.',
  additionalRequestHeadersToLog: 'Request headers that records have, in addition.',
  additionalResponseHeadersToLog: 'Response headers that records have, in addition.',
  additionalResponseTrailersToLog: 'Response trailers that records have, in addition.',
};

const attributes = (what: string): Words => ({
  '': what,
  '.values[]': 'The attributes.',
  '.values[].key': 'Name of the attribute.',
  '.values[].value': 'Value of the attribute.',
  '.values[].value.stringValue': 'A text.',
});

/** accessLogWords are records of what passed, and where they go. */
export const accessLogWords: Words = {
  fileSink: 'A file beside the proxy.',
  'fileSink.path': 'Path of the file, such as `/dev/stdout`.',
  'fileSink.stringFormat': 'A line of text, with Envoy’s command operators (`%REQ(:PATH)%`).',
  'fileSink.jsonFormat': 'A JSON object, whose texts may have these operators.',
  grpcService: 'A service that gets records by Envoy’s access log protocol (ALS).',
  ...within('grpcService', { ...grpcCallWords, ...headersToLog }),
  openTelemetry: 'An OpenTelemetry collector.',
  'openTelemetry.grpcService': 'The collector, which is called by gRPC (OTLP).',
  ...within('openTelemetry.grpcService', { ...grpcCallWords, logName: 'Name of the log.' }),
  'openTelemetry.body': 'Body of a record: a text, with Envoy’s command operators.',
  ...at('openTelemetry.attributes', attributes('Attributes of each record.')),
  ...at(
    'openTelemetry.resourceAttributes',
    attributes('Attributes of the resource that the records are of.'),
  ),
  filter: 'Which requests are logged; left out: all.',
  ...within('filter', filterWords),
};
