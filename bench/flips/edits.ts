import {
  backendDocument,
  type Document,
  type Random,
  type RouteRule,
  routeDocument,
} from '../generate/index.ts';
import type { LoadCase } from '../harness/load.ts';

/** origins are the servers behind the gateway; `e` has a second address, which its backend moves to and back from. */
export const origins = ['a', 'b', 'c', 'd', 'e', 'e'] as const;

/** Edit is one change of the directory: files to write, in this order, then files to remove. */
export interface Edit {
  readonly kind: string;
  readonly write: readonly Document[];
  readonly remove: readonly string[];
}

/** EditKind makes one edit after the other; it remembers what it did before. */
export interface EditKind {
  readonly name: string;
  readonly next: (random: Random) => Omit<Edit, 'kind'>;
}

const gateway = 'g0';

function route(name: string, hostname: string, rules: readonly RouteRule[]): Document {
  return routeDocument(name, [gateway], hostname, rules);
}

function to(prefix: string, ...names: readonly string[]): RouteRule {
  return { prefix, backends: names.map(name => ({ name })) };
}

const orderedRules = [to('/x', 'a'), to('/y', 'b'), to('/', 'c')];

/** backendDocuments are the backends, with the origins' addresses. */
export function backendDocuments(addresses: readonly string[]): readonly Document[] {
  const byName = new Map<string, string[]>();
  origins.forEach((name, i) => {
    byName.set(name, [...(byName.get(name) ?? []), addresses[i] ?? '']);
  });
  return [...byName].map(([name, its]) => backendDocument(name, its));
}

/** firstRoutes are in the directory before the load begins. */
export const firstRoutes: readonly Document[] = [
  route('flip', 'flip.test', [to('/', 'a')]),
  route('order', 'order.test', orderedRules),
  route('split', 'split.test', [to('/', 'a', 'b')]),
  route('name-0', 'name.test', [to('/', 'c')]),
  { ...route('move', 'move.test', [to('/', 'd')]), file: 'moving-0.yaml' },
  route('grow', 'grow.test', [to('/', 'e')]),
];

/** cases are the requests of the load, and which origins may answer each, whatever edit was made last. */
export const cases: readonly LoadCase[] = [
  { host: 'flip.test', path: '/', allowed: ['a', 'b'] },
  { host: 'order.test', path: '/x/1', allowed: ['a'] },
  { host: 'order.test', path: '/y/1', allowed: ['b'] },
  { host: 'order.test', path: '/z/1', allowed: ['c'] },
  { host: 'order.test', path: '/extra', allowed: ['c', 'd'] },
  { host: 'split.test', path: '/', allowed: ['a', 'b'] },
  { host: 'name.test', path: '/', allowed: ['c'] },
  { host: 'move.test', path: '/', allowed: ['d'] },
  { host: 'grow.test', path: '/', allowed: ['e'] },
];

/** editKinds are the kinds of edits of the routes; `addresses` are in the order of `origins`. */
export function editKinds(addresses: readonly string[]): readonly EditKind[] {
  let flipped = false;
  let renamed = 0;
  let moved = 0;
  let neighbours = 0;
  const [movesFrom = '', movesTo = ''] = addresses.filter((_, i) => origins[i] === 'e');
  return [
    {
      name: 'flip a backendRef',
      next: () => {
        flipped = !flipped;
        return { write: [route('flip', 'flip.test', [to('/', flipped ? 'b' : 'a')])], remove: [] };
      },
    },
    {
      name: 'reorder rules, one more or less',
      next: random => {
        const rules = random() < 0.5 ? orderedRules : [...orderedRules, to('/extra', 'd')];
        return { write: [route('order', 'order.test', shuffled(random, rules))], remove: [] };
      },
    },
    {
      name: 'split by weight',
      next: random => {
        const weight = Math.floor(random() * 101);
        const backends = [
          { name: 'a', weight },
          { name: 'b', weight: 100 - weight },
        ];
        return { write: [route('split', 'split.test', [{ prefix: '/', backends }])], remove: [] };
      },
    },
    {
      name: 'rename a route, in its file',
      next: () => {
        renamed++;
        const document = route(`name-${renamed}`, 'name.test', [to('/', 'c')]);
        return { write: [{ ...document, file: 'route-name-0.yaml' }], remove: [] };
      },
    },
    {
      name: 'move a route to another file',
      next: () => {
        const from = `moving-${moved}.yaml`;
        moved++;
        const document = { ...route('move', 'move.test', [to('/', 'd')]), file: `moving-${moved}.yaml` };
        return { write: [document], remove: [from] };
      },
    },
    {
      name: 'move, grow or shrink endpoints',
      next: random => {
        const some = [[movesFrom], [movesTo], [movesFrom, movesTo]];
        return { write: [backendDocument('e', some[Math.floor(random() * 3)] ?? [movesFrom])], remove: [] };
      },
    },
    {
      name: 'add or remove a neighbour and its backend',
      next: () => {
        const name = `neighbour-${neighbours >> 1}`;
        const [backend, itsRoute] = [
          backendDocument(name, [movesFrom]),
          route(name, `${name}.test`, [to('/', name)]),
        ];
        const adds = neighbours++ % 2 === 0;
        return adds
          ? { write: [backend, itsRoute], remove: [] }
          : { write: [], remove: [itsRoute.file, backend.file] };
      },
    },
  ];
}

function shuffled<T>(random: Random, values: readonly T[]): readonly T[] {
  const copy = [...values];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const [a, b] = [copy[i], copy[j]];
    if (a !== undefined && b !== undefined) {
      copy[i] = b;
      copy[j] = a;
    }
  }
  return copy;
}
