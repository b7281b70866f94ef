import {
  type AskedRequest,
  findKind,
  findKinds,
  type Introspection,
  readSample,
  type Selection,
  type ServedKind,
  typeName,
} from '#inspect';
import { parseDuration } from '#lib/duration.ts';
import { localZone, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import { type Answer, type Refusal, refuse } from './answer.ts';
import { controlPlaneQuestions } from './control-plane-questions.ts';
import { meshQuestions } from './mesh/questions.ts';
import { openApi } from './open-api.ts';
import { prometheusText, prometheusType } from './prometheus.ts';
import { type Asked, data, type Question } from './question.ts';
import { watch } from './watch.ts';

/** Findings and writes per answer: by default (`few`), and at most. */
const fewFindings = 200;
const mostFindings = 2000;
const fewWrites = 50;
const mostWrites = 500;

/** questions is all that can be asked. */
const questions: readonly Question[] = [
  ...controlPlaneQuestions,
  ...meshQuestions,
  { path: '/readyz', answer: () => ({ kind: 'text', text: 'ok\n', type: 'text/plain' }) },
  {
    path: '/metrics',
    answer: ({ introspection }) => ({
      kind: 'text',
      text: prometheusText(introspection.metrics()),
      type: prometheusType,
    }),
  },
  { path: '/v1/kinds', answer: ({ introspection }) => data({ items: introspection.kinds() }) },
  { path: '/v1/kinds/:word/:namespace', answer: meant },
  { path: '/v1/kinds/:word/:namespace/:name', answer: meant },
  { path: '/v1/resources/:kind', query: ['as'], answer: resources },
  { path: '/v1/resources/:kind/:namespace', query: ['as'], answer: resources },
  { path: '/v1/resources/:kind/:namespace/:name', query: ['as'], answer: resources },
  { path: '/v1/proxies', answer: ({ introspection }) => data({ items: introspection.proxies() }) },
  { path: '/v1/findings', query: ['limit'], answer: findings },
  { path: '/v1/writes', query: ['limit', 'before'], answer: writes },
  { path: '/v1/explain/:kind/:namespace/:name', answer: explain },
  { path: '/v1/advice/:mesh', query: ['within'], answer: advice },
  { path: '/v1/advice/:mesh/:dataplane', query: ['within'], answer: advice },
  {
    path: '/v1/explain-request',
    query: ['method', 'url', 'header', 'gateway', 'sni', 'from'],
    answer: explainRequest,
  },
  {
    path: '/v1/picture',
    answer: ({ introspection }) => {
      const { allowed, facts } = introspection.picture();
      return { kind: 'list', head: { allowed }, items: facts };
    },
  },
  { path: '/v1/outcome', query: ['proxy', 'sample'], answer: outcome },
  { path: '/openapi.json', answer: () => data(openApi(questions)) },
  { path: '/v1/graph', answer: ({ introspection }) => data({ items: introspection.graph() }) },
];

/** ask finds the question that a path stands for, and answers it. */
export function ask(path: string, asked: Omit<Asked, 'segments'>): Answer | Promise<Answer> {
  for (const question of questions) {
    const segments = match(question.path, path);
    if (segments !== undefined) return question.answer({ ...asked, segments });
  }
  return refuse(404, `there is nothing at ${path}; ask ${questions.map(q => q.path).join(', ')}`);
}

function match(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const segments: Record<string, string> = {};
  for (const [i, want] of wanted.entries()) {
    const segment = decode(given[i] ?? '');
    if (want.startsWith(':')) {
      if (segment === undefined || segment === '' || segment.includes('/')) return undefined;
      segments[want.slice(1)] = segment;
    } else if (want !== segment) return undefined;
  }
  return segments;
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/**
 * Answers which of the kinds that a word may mean have objects (of a namespace or name): `backend` exists in several
 * dialects.
 */
function meant({ segments, introspection }: Asked): Answer {
  const { word = '', namespace, name } = segments;
  const kinds = findKinds(word);
  if (kinds.length === 0) return unknownKind(word, introspection);
  const there = kinds.filter(kind => introspection.keys(kind, selected(namespace, name)).length > 0);
  return data({ items: there.map(typeName) });
}

function selected(namespace: string | undefined, name: string | undefined): Selection {
  return {
    ...(namespace === undefined || namespace === '-' ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
  };
}

/** Cluster-scoped objects are addressed as `/v1/resources/gatewayclasses/-/NAME`; for other kinds `-` is any namespace. */
function resources({ segments, query, introspection }: Asked): Answer {
  const kind = findKind(segments.kind ?? '');
  if (kind === undefined) return unknownKind(segments.kind ?? '', introspection);
  const { namespace, name } = segments;
  const selection = selected(namespace, name);
  const asTable = query.get('as') === 'table';
  const show = (key: ResourceKey) => (asTable ? introspection.row(key) : introspection.object(key));
  if (query.get('watch') === 'true') {
    return { kind: 'live', run: response => watch(response, introspection, kind, selection, show) };
  }
  const keys = introspection.keys(kind, selection);
  const [first] = keys;
  if (name !== undefined && first === undefined) return missing(kind, namespace, name);
  const isOne = name !== undefined && (namespace !== '-' || !kind.namespaced);
  if (isOne && first !== undefined && !asTable) return data(introspection.object(first));
  const head = { kind: kind.plural, ...(asTable ? { columns: kind.columns } : {}) };
  return { kind: 'list', head, items: shown(keys, show) };
}

/** An object that went while the list was being sent is left out. */
function* shown(keys: readonly ResourceKey[], show: (key: ResourceKey) => unknown): Generator<unknown> {
  for (const key of keys) {
    const value = show(key);
    if (value !== undefined) yield value;
  }
}

function findings({ query, introspection }: Asked): Answer {
  const limit = readLimit(query, fewFindings, mostFindings);
  if (typeof limit !== 'number') return limit;
  const { total, findings } = introspection.findings(limit);
  return data({ total, items: findings });
}

/** The latest first; `before` is the version of the last write of the previous answer. */
function writes({ query, store }: Asked): Answer {
  if (store === undefined) return refuse(404, 'this control plane has no store: start it with --store FILE');
  const limit = readLimit(query, fewWrites, mostWrites);
  if (typeof limit !== 'number') return limit;
  const before = query.get('before') ?? String(Number.MAX_SAFE_INTEGER);
  if (!/^\d{1,16}$/.test(before)) return refuse(400, 'before must be the version of a write');
  return data({ items: store.writes(limit, Math.min(Number(before), Number.MAX_SAFE_INTEGER)) });
}

function readLimit(query: URLSearchParams, few: number, most: number): number | Refusal {
  const wanted = query.get('limit') ?? String(few);
  const limit = /^\d{1,6}$/.test(wanted) ? Number(wanted) : 0;
  return limit >= 1 && limit <= most ? limit : refuse(400, `limit must be from 1 to ${most}`);
}

/** `sample` is one of the samples in the picture, as JSON. */
function outcome({ query, introspection }: Asked): Answer {
  const sample = readSample(query.get('sample') ?? '');
  if (sample === undefined)
    return refuse(400, 'sample must be a request, a connection or a datagram, as JSON');
  const proxy = query.get('proxy') ?? '';
  const found = introspection.outcome(proxy, sample);
  return found === undefined ? refuse(404, `there is no proxy ${JSON.stringify(proxy)}`) : data(found);
}

function explain({ segments, query, introspection }: Asked): Answer {
  const { namespace = '', name = '' } = segments;
  const kind = findKind(segments.kind ?? '');
  if (kind === undefined) return unknownKind(segments.kind ?? '', introspection);
  // For some kinds the universal form belongs to a mesh and the usual form to no namespace, or the other way round.
  const own = kind.namespaced ? namespace : '';
  const places =
    kind.universal === undefined ? [own] : [own, kind.universal.scope === 'Mesh' ? namespace : ''];
  const explanation = places
    .map(place =>
      resourceKey({ ...{ group: kind.group, kind: kind.kind, zone: localZone }, namespace: place, name }),
    )
    .map(key => introspection.explain(key, query.get('to') ?? undefined))
    .find(found => found !== undefined);
  return explanation === undefined ? missing(kind, namespace, name) : data(explanation);
}

/** Query: `method`, `url`, `header` (`name: value`, repeatable), `gateway`, `sni`, `from`. */
function explainRequest({ query, introspection }: Asked): Answer {
  const given = (name: string, key: keyof AskedRequest) => {
    const value = query.get(name);
    return value === null ? {} : { [key]: value };
  };
  const explanation = introspection.explainRequest({
    method: query.get('method') ?? 'GET',
    url: query.get('url') ?? '',
    headers: query.getAll('header').map(line => {
      const colon = line.indexOf(':');
      return { name: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() };
    }),
    ...given('gateway', 'gateway'),
    ...given('sni', 'serverName'),
    ...given('from', 'from'),
  });
  return 'problem' in explanation ? refuse(404, explanation.problem) : data(explanation);
}

/** Answers what Dataplanes should declare as reached, judging by their calls; `within` (a duration) counts recent calls only. */
function advice({ segments, query, introspection: { advise } }: Asked): Answer {
  const { mesh = '', dataplane } = segments;
  const written = query.get('within') ?? undefined;
  const within = written === undefined ? undefined : parseDuration(written);
  if (written !== undefined && within === undefined)
    return refuse(400, 'within must be a duration like 30m or 24h');
  const found =
    dataplane === undefined ? advise.mesh(mesh, within) : advise.dataplane(mesh, dataplane, within);
  return 'problem' in found ? refuse(404, found.problem) : data(found);
}

function unknownKind(word: string, introspection: Introspection): Answer {
  const known = introspection.kinds().map(kind => kind.plural);
  return refuse(404, `${JSON.stringify(word)} is not a kind; there are ${known.join(', ')}`);
}

function missing(kind: ServedKind, namespace: string | undefined, name: string): Answer {
  const where =
    kind.namespaced && namespace !== undefined && namespace !== '-' ? ` in namespace ${namespace}` : '';
  return refuse(404, `${kind.plural} ${JSON.stringify(name)} not found${where}`);
}
