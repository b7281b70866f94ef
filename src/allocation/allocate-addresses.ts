import type { Collection, Graph } from '#graph';
import type { AddressWant, TakenAddress, VirtualAddresses } from '#model';
import { createMemoryState, type State } from '#state';
import { AddressBook, type AddressChange } from './address-book.ts';

/** AllocatedAddresses are the virtual addresses that were given to wants, kept over restarts. */
export interface AllocatedAddresses {
  /** By the key of the want. None where no address is left. */
  readonly addresses: Collection<VirtualAddresses>;
  /** By the key of the want: its written addresses that belong to somebody else. */
  readonly takenAddresses: Collection<readonly TakenAddress[]>;
  /** follow gives addresses to all wants from now on, each in the batch after the one in which the want came. */
  follow(wants: Collection<AddressWant>): void;
  /** Says that all wants have come: addresses of an earlier run that nobody asked for are given up. */
  forgetUnwanted(): void;
}

/**
 * allocateAddresses gives virtual addresses, and records them in `state` before anybody learns of them. The writes of `state`
 * never fail (`retryingState`); `now` is in ms since the epoch.
 */
export async function allocateAddresses(
  graph: Graph,
  state: State,
  now: () => number,
): Promise<AllocatedAddresses> {
  return allocateFrom(graph, await AddressBook.open(state, now));
}

/** allocateUnremembered gives virtual addresses where nothing runs and nothing is recorded: for `render`, say. */
export function allocateUnremembered(graph: Graph): AllocatedAddresses {
  return allocateFrom(graph, new AddressBook(createMemoryState(), () => 0));
}

function allocateFrom(graph: Graph, book: AddressBook): AllocatedAddresses {
  const addresses = graph.source<VirtualAddresses>('main/virtual-addresses');
  const takenAddresses = graph.source<readonly TakenAddress[]>('main/taken-addresses');
  const settle = (changes: readonly AddressChange[]): void => {
    const given = book.settle(changes);
    graph.batch(() => {
      for (const { key, want } of changes) {
        if (want !== undefined) continue;
        addresses.delete(key);
        takenAddresses.delete(key);
      }
      for (const [key, now] of given) {
        addresses.set(key, now.addresses);
        if (now.taken.length === 0) takenAddresses.delete(key);
        else takenAddresses.set(key, now.taken);
      }
    });
  };
  return {
    addresses,
    takenAddresses,
    follow: wants => {
      const there = Array.from(wants.entries(), ([key, want]) => ({ key, want }));
      if (there.length > 0) settle(there);
      wants.subscribe(changes => settle(changes.map(({ key, after }) => ({ key, want: after }))));
    },
    forgetUnwanted: () => book.giveUpAllBut(key => addresses.has(key)),
  };
}
