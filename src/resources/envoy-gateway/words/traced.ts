import { type Words, within } from '../../reference/words.ts';

/** fraction is what is said of a share. */
export const fraction: Words = {
  numerator: 'Numerator of the share.',
  denominator: 'Denominator of the share.',
};

/** tracedWords are what gateways and routes say alike of tracing. */
export const tracedWords: Words = {
  samplingFraction: 'Share of the requests that are traced, of those whose caller has not decided.',
  ...within('samplingFraction', fraction),
  clientSamplingFraction:
    'Share of the requests that are traced, of those whose client asks for it (`x-client-trace-id`).',
  overallSamplingFraction: 'Upper limit: share of all requests that are traced, whoever decided.',
  customTags: 'Tags of spans by name, and where their values come from.',
  'customTags.*.type': 'Where the value comes from.',
  'customTags.*.literal': 'A fixed value.',
  'customTags.*.literal.value': 'The value.',
  'customTags.*.environment': 'An environment variable of the proxy.',
  'customTags.*.environment.name': 'Name of the variable.',
  'customTags.*.environment.defaultValue': 'Value where the variable is not set.',
  'customTags.*.requestHeader': 'A header of the request.',
  'customTags.*.requestHeader.name': 'Name of the header.',
  'customTags.*.requestHeader.defaultValue': 'Value where the request has no such header.',
  tags: 'Tags of spans by name. Values are formats as in access logs, such as `%REQ(X-ID)%`.',
  spanName: 'Names of spans: formats as in access logs.',
  'spanName.server': 'Name of the span of a request.',
  'spanName.client': 'Name of the span of each attempt at a backend.',
};
