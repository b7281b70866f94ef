import type { Discoveries, Discovery } from '#discovery';
import type { Collection, Graph } from '#graph';
import { type Answer, type Known, type Want, wantKey } from '#model';
import type { State } from '#state';

/** Each answer is a record of its own. */
const prefix = 'answer ';

/** Discovered is what is known of wants, kept over a restart. Keys are those of `wantKey`. */
export interface Discovered {
  readonly known: Collection<Known>;
  /** follow keeps known what is wanted, from now on: each change costs what it wants, or wants no more. */
  follow(wants: Collection<Want>): void;
  /** Says that everything is wanted that will be: answers of an earlier life that nobody asked for are forgotten. */
  forgetUnwanted(): void;
  stop(): void;
}

/**
 * discover begins with the answers that `state` has. Each is in force as soon as it is wanted, until there is another, so that
 * a restart loses none, also while nobody can be asked. The writes of `state` never fail (`retryingState`).
 */
export async function discover(graph: Graph, state: State, makers: Discoveries): Promise<Discovered> {
  const known = graph.source<Known>('main/discovered');
  const remembered = new Map<string, Answer>();
  for (const [name, text] of await state.load(prefix)) {
    const answer = read(text);
    if (answer === undefined) void state.delete(name);
    else remembered.set(name.slice(prefix.length), answer);
  }
  const running = new Map<Want['kind'], Discovery<Want>>();
  const discoveryOf = (kind: Want['kind']): Discovery<Want> => {
    const discovery = running.get(kind) ?? makers[kind](told);
    running.set(kind, discovery);
    return discovery;
  };
  const told = (want: Want, now: Known): void => {
    known.set(wantKey(want), now);
    if (now.answer !== undefined) void state.put(prefix + wantKey(want), JSON.stringify(now.answer));
  };
  const begin = (want: Want): void => {
    const key = wantKey(want);
    const answer = remembered.get(key);
    remembered.delete(key);
    if (answer !== undefined) known.set(key, { answer });
    discoveryOf(want.kind).want(want, answer);
  };
  const end = (want: Want): void => {
    discoveryOf(want.kind).unwant(want);
    known.delete(wantKey(want));
    void state.delete(prefix + wantKey(want));
  };
  return {
    known,
    follow: wants =>
      wants.subscribe(changes => {
        for (const { before, after } of changes) {
          if (before !== undefined) end(before);
          if (after !== undefined) begin(after);
        }
      }),
    forgetUnwanted: () => {
      for (const key of remembered.keys()) void state.delete(prefix + key);
      remembered.clear();
    },
    stop: () => {
      for (const discovery of running.values()) discovery.stop();
    },
  };
}

/** A record that someone damaged is as good as none: it will be asked for again. */
function read(text: string): Answer | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isAnswer(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isAnswer(value: unknown): value is Answer {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  return (
    value.kind === 'dns' &&
    'addresses' in value &&
    Array.isArray(value.addresses) &&
    value.addresses.every(address => typeof address === 'string')
  );
}
