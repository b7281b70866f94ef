import type { IncomingMessage } from 'node:http';
import type { Introspection, Selection } from '#inspect';
import { parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import type { Answer } from './answer.ts';
import { dataplaneOverviews } from './dataplane-overview.ts';
import type { ObjectPath } from './object-path.ts';
import { problem } from './problem.ts';
import { watch } from './watch.ts';

/** Objects on a page: by default, and at most. */
const usualPage = 100;
const largestPage = 1000;

/**
 * listObjects answers with a page of a list: `total`, `items`, and the URL of the `next` page (null where there is none).
 *
 * - `offset` comes from `next`: it names the last object of the page before, so that no object is left out or shown twice
 *   while others come and go. A number of objects to skip is understood, too.
 * - `name` matches a part of the names, `filter[labels.KEY]` a label, `tag` (`KEY:VALUE` or `KEY`, repeatable) a tag of
 *   Dataplanes.
 */
export function listObjects(
  { kind, namespace, as }: ObjectPath,
  query: URLSearchParams,
  { url = '', headers, socket }: IncomingMessage,
  introspection: Introspection,
): Answer {
  const selection: Selection = {
    namespace,
    within: query.get('name') ?? query.get('filter[name]') ?? undefined,
    labels: readLabels(query),
    tags: readTags(query),
  };
  const show =
    as === 'overview' ? dataplaneOverviews(introspection) : (key: ResourceKey) => introspection.object(key);
  if (query.get('watch') === 'true' && as === 'overview')
    return problem(
      400,
      'Could not retrieve resources',
      'an overview cannot be watched: watch the dataplanes',
    );
  if (query.get('watch') === 'true')
    return { kind: 'live', run: response => watch(response, introspection, kind, selection, show) };
  const size = readSize(query.get('size'));
  if (size === undefined)
    return problem(
      400,
      'Could not retrieve resources',
      `Invalid page size: size must be from 1 to ${largestPage}`,
    );
  const keys = introspection.keys(kind, selection);
  const offset = query.get('offset');
  const first = firstOf(keys, offset);
  if (first === undefined)
    return problem(
      400,
      'Could not retrieve resources',
      'Invalid offset: offset is what "next" of the page before says',
    );
  const page = keys.slice(first, first + size);
  const last = page.at(-1);
  const isMore = last !== undefined && first + size < keys.length;
  const next = isMore
    ? nextUrl(url, 'encrypted' in socket ? 'https' : 'http', headers.host, placeOf(last))
    : null;
  return { kind: 'list', head: { total: keys.length, next }, items: shown(page, show) };
}

/** An object that went while the list was being sent is left out. */
function* shown(keys: readonly ResourceKey[], show: (key: ResourceKey) => unknown): Generator<unknown> {
  for (const key of keys) {
    const value = show(key);
    if (value !== undefined) yield value;
  }
}

function readSize(written: string | null): number | undefined {
  if (written === null) return usualPage;
  const size = /^\d{1,4}$/.test(written) ? Number(written) : 0;
  return size >= 1 && size <= largestPage ? size : undefined;
}

/** Relies on the order of the keys, which are all of one kind. */
function firstOf(keys: readonly ResourceKey[], offset: string | null): number | undefined {
  if (offset === null || offset === '') return 0;
  if (/^\d{1,9}$/.test(offset)) return Number(offset);
  if (!/^[^/\s]*\/[^/\s]+$/.test(offset)) return undefined;
  const after = keys.findIndex(key => placeOf(key) > offset);
  return after === -1 ? keys.length : after;
}

/** Unambiguous, as neither a namespace nor a name holds a `/`. */
function placeOf(key: ResourceKey): string {
  const { namespace, name } = parseResourceKey(key);
  return `${namespace}/${name}`;
}

function nextUrl(url: string, scheme: string, host: string | undefined, offset: string): string {
  const next = new URL(url, 'http://localhost');
  next.searchParams.set('offset', offset);
  const path = `${next.pathname}${next.search}`;
  return host === undefined ? path : `${scheme}://${host}${path}`;
}

function readLabels(query: URLSearchParams): Readonly<Record<string, string>> | undefined {
  const labels = [...query].flatMap(([name, value]) => {
    const label = /^filter\[labels\.(.+)\]$/.exec(name)?.[1];
    return label === undefined ? [] : [[label, value] as const];
  });
  return labels.length === 0 ? undefined : Object.fromEntries(labels);
}

function readTags(query: URLSearchParams): Readonly<Record<string, string>> | undefined {
  const tags = query.getAll('tag').map(text => {
    const colon = text.indexOf(':');
    return colon === -1 ? ([text, ''] as const) : ([text.slice(0, colon), text.slice(colon + 1)] as const);
  });
  return tags.length === 0 ? undefined : Object.fromEntries(tags);
}
