import {
  type AddressWant,
  addressesInNetwork,
  isVirtualAddress,
  type TakenAddress,
  twinnedBy,
  twinOf,
  type VirtualAddresses,
  virtualAddress,
} from '#model';
import type { State, StateChange } from '#state';

/** Each address is a record of its own, so that none can have two owners. */
const prefix = 'address ';

/**
 * How long (ms) an address that was given up is kept from others: twenty times as long as its name may be cached (30 s),
 * since programs keep what they looked up, and connections, for longer than they should. Its owner gets it back at any time.
 */
export const rest = 10 * 60 * 1000;

/** Held is an address that somebody has, or had: then `freed` is when it was given up (ms since the epoch). */
interface Held {
  readonly owner: string;
  readonly freed?: number;
}

/** AddressChange is that somebody wants addresses, wants others, or wants none any more. */
export interface AddressChange {
  readonly key: string;
  readonly want: AddressWant | undefined;
}

/** Given is the addresses that somebody has, and those of its written addresses that belong to somebody else. */
export interface Given {
  readonly addresses: VirtualAddresses;
  readonly taken: readonly TakenAddress[];
}

/** AddressBook knows who has which virtual addresses, over restarts: it writes to the state before it says anything. */
export class AddressBook {
  readonly #state: State;
  readonly #now: () => number;
  readonly #held = new Map<string, Held>();
  readonly #ofOwner = new Map<string, readonly string[]>();
  /** The addresses that were given up, oldest first, each with the time. */
  readonly #resting = new Map<string, number>();
  /** Wants with written addresses that belong to somebody else: they get these when they are given up. */
  readonly #contesting = new Map<string, AddressWant>();
  #changes: StateChange[] = [];

  /** Begins with nothing. See `open`. */
  constructor(state: State, now: () => number) {
    this.#state = state;
    this.#now = now;
  }

  /**
   * Begins with the contents of `state`. The writes of `state` never fail (`retryingState`); `now` is in ms since the epoch.
   */
  static async open(state: State, now: () => number): Promise<AddressBook> {
    const book = new AddressBook(state, now);
    const resting: [string, number][] = [];
    for (const [name, text] of await state.load(prefix)) {
      const address = name.slice(prefix.length);
      const held = read(text);
      if (held === undefined) book.#changes.push({ name, text: undefined });
      else {
        book.#hold(address, held);
        if (held.freed !== undefined) resting.push([address, held.freed]);
      }
    }
    for (const [address, freed] of resting.sort(([, a], [, b]) => a - b)) book.#resting.set(address, freed);
    book.#write();
    return book;
  }

  /**
   * settle gives addresses and takes them back, as `changes` say, in the order of the keys. It returns what each want has
   * now: those in `changes`, and others whose written addresses have become free.
   */
  settle(changes: readonly AddressChange[]): ReadonlyMap<string, Given> {
    this.#endRests();
    for (const { key, want } of changes) if (want === undefined) this.#giveUp(key, []);
    const asked = new Map(this.#contesting);
    for (const { key, want } of changes) {
      if (want === undefined) asked.delete(key);
      else asked.set(key, want);
    }
    this.#contesting.clear();
    const given = new Map<string, Given>();
    for (const [key, want] of [...asked].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const now = this.#give(key, want);
      given.set(key, now);
      if (now.taken.length > 0) this.#contesting.set(key, want);
    }
    this.#write();
    return given;
  }

  /** giveUpAllBut gives up the addresses of all owners that are not wanted: none of them has come back. */
  giveUpAllBut(isWanted: (key: string) => boolean): void {
    for (const key of [...this.#ofOwner.keys()]) if (!isWanted(key)) this.#giveUp(key, []);
    this.#write();
  }

  #give(key: string, want: AddressWant): Given {
    const taken: TakenAddress[] = [];
    const written = (want.written ?? []).filter(address => {
      const by = this.#held.get(recordOf(address));
      if (by === undefined || by.owner === key || by.freed !== undefined) return true;
      taken.push({ address, by: by.owner });
      return false;
    });
    if (written.length > 0) {
      this.#keep(key, written.map(recordOf));
      return { addresses: withTwins(written, want.kind), taken };
    }
    const address = this.#ownAddress(want.kind, key) ?? this.#freeAddress(want.kind, key);
    this.#keep(key, address === undefined ? [] : [address]);
    return { addresses: address === undefined ? [] : [address, twinOf(address)], taken };
  }

  /** The address that `key` has, else one that it gave up and that nobody had since. */
  #ownAddress(kind: AddressWant['kind'], key: string): string | undefined {
    const own = (this.#ofOwner.get(key) ?? []).filter(address => isVirtualAddress(kind, address)).sort();
    return own.find(address => this.#held.get(address)?.freed === undefined) ?? own[0];
  }

  #freeAddress(kind: AddressWant['kind'], key: string): string | undefined {
    for (let turn = 0; turn < addressesInNetwork; turn++) {
      const address = virtualAddress(kind, key, turn);
      if (!this.#held.has(address)) return address;
    }
    return undefined;
  }

  /** Makes these the addresses of `key`, and no others. */
  #keep(key: string, addresses: readonly string[]): void {
    for (const address of addresses) {
      const held = this.#held.get(address);
      if (held?.owner === key && held.freed === undefined) continue;
      if (held !== undefined) this.#forget(address, held.owner);
      this.#hold(address, { owner: key });
      this.#resting.delete(address);
      this.#record(address);
    }
    this.#giveUp(key, addresses);
  }

  #giveUp(key: string, but: readonly string[]): void {
    for (const address of this.#ofOwner.get(key) ?? []) {
      if (but.includes(address) || this.#held.get(address)?.freed !== undefined) continue;
      const freed = this.#now();
      this.#hold(address, { owner: key, freed });
      this.#resting.set(address, freed);
      this.#record(address);
    }
  }

  #endRests(): void {
    const now = this.#now();
    for (const [address, freed] of this.#resting) {
      // After the clock was set back, addresses must not rest for ever.
      if (freed <= now && now - freed < rest) break;
      this.#forget(address, this.#held.get(address)?.owner ?? '');
      this.#record(address);
    }
  }

  #hold(address: string, held: Held): void {
    this.#held.set(address, held);
    const others = this.#ofOwner.get(held.owner) ?? [];
    if (!others.includes(address)) this.#ofOwner.set(held.owner, [...others, address]);
  }

  #forget(address: string, owner: string): void {
    this.#held.delete(address);
    this.#resting.delete(address);
    const left = (this.#ofOwner.get(owner) ?? []).filter(other => other !== address);
    if (left.length > 0) this.#ofOwner.set(owner, left);
    else this.#ofOwner.delete(owner);
  }

  #record(address: string): void {
    const held = this.#held.get(address);
    this.#changes.push({ name: prefix + address, text: held && JSON.stringify(held) });
  }

  /** The write survives the death of this process, even right now; the disk's flush is not waited for. */
  #write(): void {
    if (this.#changes.length > 0) void this.#state.write(this.#changes);
    this.#changes = [];
  }
}

/** A twin belongs to the owner of its IPv4 address. */
function recordOf(address: string): string {
  return twinnedBy(address) ?? address;
}

/** An address of ours has its twin even where it comes back as written, as a stored status does. */
function withTwins(written: VirtualAddresses, kind: AddressWant['kind']): VirtualAddresses {
  const twins = written.filter(address => isVirtualAddress(kind, address)).map(twinOf);
  return [...new Set([...written, ...twins])];
}

/** A damaged record loses the owner of its address, but does not stop the start. */
function read(text: string): Held | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('owner' in value)) return undefined;
    const { owner } = value;
    const freed = 'freed' in value ? value.freed : undefined;
    if (typeof owner !== 'string' || (freed !== undefined && typeof freed !== 'number')) return undefined;
    return freed === undefined ? { owner } : { owner, freed };
  } catch {
    return undefined;
  }
}
