import type { Any } from '@bufbuild/protobuf/wkt';
import type { Collection, Graph, Index } from '#graph';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { FilterMove, HttpAttachment } from '#model';
import { filterNeeds } from './filters/index.ts';
import { itself, routeTableName } from './names.ts';

/** ChainFilter is a filter that the chain of a route table's listeners has because some rule in that table needs it. */
export interface ChainFilter {
  readonly table: string;
  readonly instance: string;
  readonly rank: number;
  readonly settings: Any;
  readonly clusters: readonly string[];
  /** See `FilterNeed`. */
  readonly origin?: ResourceKey;
  /** No request that needs the filter may pass without it. */
  readonly isIndispensable: boolean;
}

/**
 * indexChainFilters finds the filters of a chain by the name of its route table, each once, whoever needs it: a listener
 * changes when the first rule comes to need a filter or the last one ceases to, and at no other edit of a route.
 */
export function indexChainFilters(graph: Graph, attachments: Collection<HttpAttachment>): Index<ChainFilter> {
  const needed = graph.derive<HttpAttachment, ChainFilter>('envoy/chain-filters', attachments, attachment => {
    const { route } = attachment;
    const needs = (route?.rules ?? []).flatMap(rule => filterNeeds(rule, route?.origin ?? ''));
    if (needs.length === 0) return [];
    const table = routeTableName(itself(attachment.table));
    return new Map(
      needs.map(({ instance, rank, settings, clusters, origin, isIndispensable }) => [
        [table, instance].join('\n'),
        {
          ...{ table, instance, rank, settings, clusters, isIndispensable },
          ...(origin === undefined ? {} : { origin }),
        },
      ]),
    );
  });
  return graph.index('envoy/chain-filters-by-table', needed, ({ table }) => [table]);
}

/** inChainOrder sorts the filters of a chain as requests pass them; `moves` put some of them before or after others. */
export function inChainOrder(
  filters: readonly ChainFilter[],
  moves: readonly FilterMove[] = [],
): ChainFilter[] {
  const sorted = [...filters].sort(
    (a, b) => a.rank - b.rank || (a.instance < b.instance ? -1 : Number(a.instance > b.instance)),
  );
  return moves.reduce(moved, sorted);
}

/** All instances of a filter move together. Where two filters go by one name, the first is meant, and the other stays. */
function moved(filters: ChainFilter[], { filter, side, of }: FilterMove): ChainFilter[] {
  const rankOf = (name: string) => filters.find(({ instance }) => instance.split('/')[0] === name)?.rank;
  const [rank, next] = [rankOf(filter), rankOf(of)];
  if (rank === undefined || next === undefined || rank === next) return filters;
  const own = filters.filter(f => f.rank === rank);
  const others = filters.filter(f => f.rank !== rank);
  const at =
    side === 'before'
      ? others.findIndex(f => f.rank === next)
      : others.findLastIndex(f => f.rank === next) + 1;
  return [...others.slice(0, at), ...own, ...others.slice(at)];
}
