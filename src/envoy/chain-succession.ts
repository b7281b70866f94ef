import type { Succession, XdsResource } from '#lib/xds-resource.ts';
import type { RouteTable } from '#model';
import type { ChainFilter } from './chain-filters.ts';
import { marksOn } from './filters/index.ts';
import { routeTableName } from './names.ts';

interface Chain {
  readonly table: RouteTable;
  readonly filters: readonly ChainFilter[];
}

/** Remake makes the listener again, with the filters that `filtersOf` gives for each chain. */
type Remake = (filtersOf: (table: RouteTable) => readonly ChainFilter[]) => XdsResource;

/**
 * ChainSuccession keeps filters of an older listener in the chains of a newer one for as long as routes name them: a filter does
 * nothing where no route names it, so both may stand side by side.
 */
export class ChainSuccession implements Succession {
  readonly #chains: ReadonlyMap<string, Chain>;
  readonly #remake: Remake;
  /** What was made last: all streams of a gateway ask for the same at about the same time. */
  #last: { readonly older: Succession; readonly marks: string; readonly made: XdsResource } | undefined;

  constructor(chains: readonly Chain[], remake: Remake) {
    this.#chains = new Map(chains.map(chain => [routeTableName(chain.table), chain]));
    this.#remake = remake;
  }

  after(older: Succession, marks: readonly string[]): XdsResource | undefined {
    if (!(older instanceof ChainSuccession)) return undefined;
    const wanted = [...marks].sort().join('\n');
    if (this.#last?.older === older && this.#last.marks === wanted) return this.#last.made;
    const kept = new Map(
      [...this.#chains].map(([name, chain]) => [name, older.#onlyThere(name, chain, marks)]),
    );
    if ([...kept.values()].every(filters => filters.length === 0)) return undefined;
    const made = this.#remake(table => {
      const name = routeTableName(table);
      return [...(this.#chains.get(name)?.filters ?? []), ...(kept.get(name) ?? [])];
    });
    this.#last = { older, marks: wanted, made };
    return made;
  }

  /** The filters of our chain of this name that give these marks, and that the chain which replaces ours lacks. */
  #onlyThere(name: string, next: Chain, marks: readonly string[]): readonly ChainFilter[] {
    const there = new Set(next.filters.map(({ instance }) => instance));
    return (this.#chains.get(name)?.filters ?? []).filter(
      ({ instance, isIndispensable }) =>
        isIndispensable &&
        !there.has(instance) &&
        marksOn(next.table, [instance]).names.some(m => marks.includes(m)),
    );
  }
}
