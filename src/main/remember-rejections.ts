import type { Graph, Source } from '#graph';
import type { State } from '#state';
import type { Refusal } from '#status';
import type { Rejection } from '#xds';

const name = 'rejection all';

/** RememberedRejections keeps what Envoy refused over a restart, and tells status about it. */
export interface RememberedRejections {
  readonly known: readonly Rejection[];
  remember(rejections: readonly Rejection[]): void;
}

export async function rememberRejections(
  graph: Graph,
  state: State,
  refusals: Source<Refusal>,
): Promise<RememberedRejections> {
  const known = read((await state.load(name)).get(name));
  const tell = (rejections: readonly Rejection[]) =>
    graph.batch(() => {
      const told = new Map(rejections.map(r => [keyOf(r), refusalOf(r)]));
      for (const [key] of [...refusals.entries()]) if (!told.has(key)) refusals.delete(key);
      for (const [key, refusal] of told) refusals.set(key, refusal);
    });
  tell(known);
  return {
    known,
    remember: rejections => {
      // In force at the next start even if we are killed now; the disk's flush is not waited for.
      void state.put(name, JSON.stringify(rejections));
      queueMicrotask(() => tell(rejections));
    },
  };
}

function keyOf({ type, name, version, envoyVersion, parts }: Rejection): string {
  return [type, name, version, envoyVersion, ...parts.map(p => p.id)].join('\n');
}

function refusalOf({ origins, parts, message }: Rejection): Refusal {
  return {
    message: `Envoy refused it: ${message}`,
    origins: parts.length > 0 ? [...new Set(parts.map(p => p.origin))] : origins,
  };
}

/** A file that someone damaged costs the memory of rejections, not the start: what is wrong will be refused again. */
function read(text: string | undefined): readonly Rejection[] {
  if (text === undefined) return [];
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
