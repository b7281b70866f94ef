import { discoveriesAsking } from '#discovery';
import type { Collection, Graph } from '#graph';
import { deepEqual } from '#lib/equal.ts';
import { type Answer, type Known, type Want, wantKey } from '#model';
import type { State } from '#state';
import { type AddressPolicy, refusedAddress } from '#translate';
import type { ControlPlaneOptions } from './control-plane-options.ts';
import { answerRecord, rememberedAnswers } from './remembered-answers.ts';

/** A discovery that is asked only for wants of its own kind. */
interface OfItsKind {
  want(want: Want, remembered?: Answer): void;
  unwant(want: Want): void;
  stop(): void;
}

/** Discovered is what is known of wants, kept over a restart. Keys are those of `wantKey`. */
export interface Discovered {
  readonly known: Collection<Known>;
  /** follow keeps what is wanted known, from now on: a change costs only the wants that it adds or drops. */
  follow(wants: Collection<Want>): void;
  /** Says that everything has been wanted by now: remembered answers that nobody asked for are forgotten. */
  forgetUnwanted(): void;
  /** The addresses that a DNS name led to, and since when (ms since the epoch) if they were found since the start. */
  lookedUp(name: string): { readonly addresses: readonly string[]; readonly since?: number } | undefined;
  stop(): void;
}

/**
 * discover begins with the answers in `state`. Each is in force as soon as it is wanted, until there is another, so that a
 * restart loses none, even while nobody can be asked. Addresses that `policy` refuses are never asked. Writes to `state`
 * must never fail (`retryingState`).
 */
export async function discover(
  graph: Graph,
  state: State,
  {
    policy: given,
    discoveries = discoveriesAsking(given),
  }: Pick<ControlPlaneOptions, 'policy' | 'discoveries'>,
  policy: () => AddressPolicy,
): Promise<Discovered> {
  const known = graph.source<Known>('main/discovered');
  const remembered = await rememberedAnswers(state);
  const since = new Map<string, number>();
  const running = new Map<Want['kind'], OfItsKind>();
  const discoveryOf = (kind: Want['kind']): OfItsKind => {
    const discovery =
      running.get(kind) ??
      discoveries[kind](told, (address, port) => refusedAddress(address, port, policy()));
    running.set(kind, discovery);
    return discovery;
  };
  /** How often each want is wanted: at several intervals, for example. */
  const counts = new Map<string, number>();
  const told = (want: Want, now: Known): void => {
    const key = wantKey(want);
    const before = known.get(key)?.answer;
    known.set(key, now);
    if (now.answer !== undefined && !deepEqual(now.answer, before)) since.set(key, Date.now());
    if (now.answer !== undefined) void state.put(answerRecord(key), JSON.stringify(now.answer));
    else if (before !== undefined) void state.delete(answerRecord(key));
  };
  const begin = (want: Want): void => {
    const key = wantKey(want);
    counts.set(key, (counts.get(key) ?? 0) + 1);
    const answer = remembered.get(key);
    remembered.delete(key);
    if (answer !== undefined) known.set(key, { answer });
    discoveryOf(want.kind).want(want, answer);
  };
  const end = (want: Want): void => {
    const key = wantKey(want);
    discoveryOf(want.kind).unwant(want);
    const left = (counts.get(key) ?? 1) - 1;
    if (left > 0) {
      counts.set(key, left);
      return;
    }
    counts.delete(key);
    known.delete(key);
    since.delete(key);
    void state.delete(answerRecord(key));
  };
  return {
    known,
    lookedUp: name => {
      const key = wantKey({ kind: 'dns', name });
      const answer = known.get(key)?.answer;
      if (answer?.kind !== 'dns') return undefined;
      const { addresses } = answer;
      const time = since.get(key);
      return time === undefined ? { addresses } : { addresses, since: time };
    },
    follow: wants =>
      wants.subscribe(changes => {
        // Begin before ending: a want whose interval alone changes is wanted all the time.
        for (const { after } of changes) if (after !== undefined) begin(after);
        for (const { before } of changes) if (before !== undefined) end(before);
      }),
    forgetUnwanted: () => {
      for (const key of remembered.keys()) void state.delete(answerRecord(key));
      remembered.clear();
    },
    stop: () => {
      for (const discovery of running.values()) discovery.stop();
    },
  };
}
