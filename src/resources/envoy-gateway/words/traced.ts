import { type Words, within } from '../../reference/words.ts';

/** fraction is what is said of a share. */
export const fraction: Words = { numerator: 'So many', denominator: 'of so many; left out: 100.' };

/** tracedWords are what gateways and routes say alike of tracing. */
export const tracedWords: Words = {
  samplingFraction: 'Of how many of the requests that nobody decided about before.',
  ...within('samplingFraction', fraction),
  clientSamplingFraction: 'Of how many of those that a client asks to be traced.',
  overallSamplingFraction: 'Of how many of all at most.',
  customTags: 'Tags by name, and where their values come from.',
  'customTags.*.type': 'From where.',
  'customTags.*.literal': 'A word of its own.',
  'customTags.*.literal.value': 'The word.',
  'customTags.*.environment': 'A variable of the proxy’s environment.',
  'customTags.*.environment.name': 'The variable.',
  'customTags.*.environment.defaultValue': 'Its value where it is not set.',
  'customTags.*.requestHeader': 'A header of the request.',
  'customTags.*.requestHeader.name': 'The header.',
  'customTags.*.requestHeader.defaultValue': 'Its value where there is none.',
  tags: 'Tags by name, their values in the words of access logs.',
  spanName: 'What spans are called, in the words of access logs.',
  'spanName.server': 'That of the request.',
  'spanName.client': 'That of each attempt to reach a backend.',
};
