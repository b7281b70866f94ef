import { type Words, within } from '../../../reference/words.ts';
import { fromWords, rulesWords, topLevelWords, toWords } from './parts.ts';

export const meshTimeoutWords: Words = {
  '': 'Bounds how long something may take. `0s` is no bound.',
  ...topLevelWords,
  ...toWords,
  ...fromWords,
  ...rulesWords,
  ...within('spec.to[].default', {
    connectionTimeout: 'For a connection to be made.',
    idleTimeout: 'How long a connection without requests, or without bytes, is kept.',
    http: 'Of HTTP.',
    'http.requestTimeout': 'For a whole request and its answer.',
    'http.streamIdleTimeout': 'For which nothing is sent either way on a request.',
    'http.maxStreamDuration': 'How long a request may last, whatever is sent.',
    'http.maxConnectionDuration': 'How old a connection may become.',
    'http.requestHeadersTimeout': 'For the headers of a request to arrive.',
  }),
};
