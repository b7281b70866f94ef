import type { Graph, Source } from '#graph';
import { hashBytes } from '#lib/stable-hash.ts';
import type { State, StateChange } from '#state';
import type { Refusal } from '#status';
import type { Rejection } from '#xds';

/** Each rejection has a record of its own, so that one that comes or goes does not rewrite the others. */
const prefix = 'rejection ';

/** RememberedRejections keeps what Envoy refused over a restart, and passes it to status. */
export interface RememberedRejections {
  readonly known: readonly Rejection[];
  remember(rejections: readonly Rejection[]): void;
}

/** rememberRejections keeps rejections in `state`, whose writes must never fail (`retryingState`). */
export async function rememberRejections(
  graph: Graph,
  state: State,
  refusals: Source<Refusal>,
): Promise<RememberedRejections> {
  const texts = await state.load(prefix);
  const known = [...texts.values()].flatMap(read);
  const tell = (rejections: readonly Rejection[]) =>
    graph.batch(() => {
      const told = new Map(rejections.map(r => [keyOf(r), refusalOf(r)]));
      for (const [key] of [...refusals.entries()]) if (!told.has(key)) refusals.delete(key);
      for (const [key, refusal] of told) refusals.set(key, refusal);
    });
  tell(known);

  let written: ReadonlyMap<string, Rejection> = byRecord(known);
  const write = (changes: readonly StateChange[]) => {
    if (changes.length > 0) void state.write(changes);
  };
  const forget = (names: Iterable<string>) => [...names].map(name => ({ name, text: undefined }));
  // Forget damaged records, and those of an earlier form.
  write(forget([...texts.keys()].filter(name => !written.has(name))));
  return {
    known,
    remember: rejections => {
      const now = byRecord(rejections);
      // The write is in force at the next start even if this process is killed now; nobody waits for the disk to flush.
      write([
        ...forget([...written.keys()].filter(name => !now.has(name))),
        ...[...now]
          .filter(([name, rejection]) => written.get(name) !== rejection)
          .map(([name, rejection]) => ({ name, text: JSON.stringify(rejection) })),
      ]);
      written = now;
      queueMicrotask(() => tell(rejections));
    },
  };
}

function byRecord(rejections: readonly Rejection[]): ReadonlyMap<string, Rejection> {
  return new Map(rejections.map(r => [prefix + hashBytes(keyOf(r)), r]));
}

function keyOf({ type, name, key = name, version, envoyVersion, parts }: Rejection): string {
  return [type, key, version, envoyVersion, ...parts.map(p => p.id)].join('\n');
}

function refusalOf({ origins, parts, message }: Rejection): Refusal {
  return {
    message: `Envoy refused it: ${message}`,
    origins: parts.length > 0 ? [...new Set(parts.map(p => p.origin))] : origins,
  };
}

/** A damaged record loses its rejection, not the start: Envoy will refuse the same thing again. */
function read(text: string): readonly Rejection[] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'version' in value && 'parts' in value
      ? [value as Rejection]
      : [];
  } catch {
    return [];
  }
}
