import type { Any } from '@bufbuild/protobuf/wkt';
import type { Collection, Graph, Index } from '#graph';
import type { HttpAttachment } from '#model';
import { filterNeeds } from './filters/index.ts';
import { routeTableName } from './names.ts';

/** ChainFilter is a filter that the chain of a route table's listeners has because some rule in that table needs it. */
export interface ChainFilter {
  readonly table: string;
  readonly instance: string;
  readonly rank: number;
  readonly settings: Any;
  readonly clusters: readonly string[];
}

/**
 * indexChainFilters finds the filters of a chain by the name of its route table, each once, whoever needs it: a listener
 * changes when the first rule comes to need a filter or the last one ceases to, and at no other edit of a route.
 */
export function indexChainFilters(graph: Graph, attachments: Collection<HttpAttachment>): Index<ChainFilter> {
  const needed = graph.derive<HttpAttachment, ChainFilter>('envoy/chain-filters', attachments, attachment => {
    const needs = (attachment.route?.rules ?? []).flatMap(filterNeeds);
    if (needs.length === 0) return [];
    const table = routeTableName(attachment.table);
    return new Map(
      needs.map(({ instance, rank, settings, clusters }) => [
        [table, instance].join('\n'),
        { table, instance, rank, settings, clusters },
      ]),
    );
  });
  return graph.index('envoy/chain-filters-by-table', needed, ({ table }) => [table]);
}

/** inChainOrder sorts the filters of a chain as requests pass them. */
export function inChainOrder(filters: readonly ChainFilter[]): ChainFilter[] {
  return [...filters].sort(
    (a, b) => a.rank - b.rank || (a.instance < b.instance ? -1 : Number(a.instance > b.instance)),
  );
}
