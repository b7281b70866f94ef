import type { HttpRule, Retries } from '#model';
import { editWords } from './match-words.ts';

/** handlingOf says what a rule does with a request that it forwards, besides choosing a backend. */
export function handlingOf({
  action,
  requestHeaders,
  responseHeaders,
  credentials = [],
}: HttpRule): readonly string[] {
  const edits = [...editWords('header', requestHeaders), ...editWords("answer's header", responseHeaders)];
  const told = credentials.map(
    ({ value }) => `tells the backend who asks, in ${value.header ?? 'authorization'}`,
  );
  if (action.kind !== 'forward') return [...edits, ...told];
  const { timeout, defaultTimeout, retries } = action;
  const limit = timeout ?? defaultTimeout;
  return [
    ...edits,
    ...told,
    ...(limit === undefined ? [] : [limit === 0 ? 'may take as long as it takes' : `may take ${limit} ms`]),
    ...(retries === undefined ? [] : [retryWords(retries)]),
  ];
}

function retryWords({ attempts = 1, on = [], statuses = [] }: Retries): string {
  const failures = [...on, ...statuses.map(String)];
  const when = failures.length === 0 ? '' : ` where it fails by ${failures.join(', ')}`;
  return `is tried ${attempts} more time${attempts === 1 ? '' : 's'}${when}`;
}
