import { type Words, within } from '../../../reference/words.ts';
import { fromWords, rulesWords, topLevelWords, toWords } from './parts.ts';

export const meshTimeoutWords: Words = {
  '': 'Sets timeouts of connections and requests. `0s` is no timeout.',
  ...topLevelWords,
  ...toWords,
  ...fromWords,
  ...rulesWords,
  ...within('spec.to[].default', {
    connectionTimeout: 'How long it may take to open a connection; longer than `0s`.',
    idleTimeout:
      'How long a connection may be idle (HTTP: without requests; TCP: without data) before it is closed.',
    http: 'Timeouts of HTTP.',
    'http.requestTimeout': 'Timeout of a request, until its answer is complete.',
    'http.streamIdleTimeout': 'How long a request with its answer may go without data either way.',
    'http.maxStreamDuration': 'Maximum duration of a request with its answer, whatever data is sent.',
    'http.maxConnectionDuration': 'Maximum age of a connection.',
    'http.requestHeadersTimeout': 'How long the headers of a request may take to arrive.',
  }),
};
