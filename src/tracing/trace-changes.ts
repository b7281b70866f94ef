import type { Clock } from '#lib/clock.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { Seen } from '#lib/seen.ts';
import type { Client, Push, XdsChange } from '#xds';
import { ChangeTrace } from './change-trace.ts';
import type { SpanWriter } from './span.ts';

/** ChangeTracing follows changes through a control plane, which reports their progress to it. */
export interface ChangeTracing {
  /** A source hands something on: `settle` puts it in force, and returns when that has settled. */
  settle(keys: readonly ResourceKey[], seen: Seen | undefined, settle: () => void): void;
  /** For the graph, which tells of each derivation that it is about to run. */
  readonly graph: { readonly onRun: (collection: string) => void };
  /** Called when the settled change goes to the streams. */
  applied(change: XdsChange): void;
  pushed(push: Push): void;
  /** follow begins the tracing: everything before belongs to the start, and is no change. */
  follow(clients: () => readonly Client[]): void;
  close(): Promise<void>;
}

export interface ChangeTracingOptions {
  readonly writer: SpanWriter;
  /** A steady clock. */
  readonly clock: Clock;
}

/** The most changes followed at a time; those that come meanwhile are counted. */
const mostOpen = 32;
/** ms without a further answer, after which the proxies are checked for completion. */
const quiet = 50;
/** ms after which an unfinished change is reported as far as it got. */
const longest = 5_000;

/** traceChanges follows each change until all proxies have acknowledged it, for five seconds at most. */
export function traceChanges({ writer, clock }: ChangeTracingOptions): ChangeTracing {
  const open = new Set<ChangeTrace>();
  let current: ChangeTrace | undefined;
  let clients: (() => readonly Client[]) | undefined;
  let untraced = 0;
  let cancel: (() => void) | undefined;

  const end = (trace: ChangeTrace, waiting = 0) => {
    open.delete(trace);
    writer.write(trace.end(waiting, untraced), clock.now());
    untraced = 0;
  };
  const look = () => {
    cancel = undefined;
    const waiting = clients?.().filter(one => one.viewKnown && !one.upToDate).length ?? 0;
    for (const trace of open) if (waiting === 0 || clock.now() - trace.begun >= longest) end(trace, waiting);
    if (open.size > 0) lookLater();
  };
  const lookLater = () => {
    cancel?.();
    cancel = clock.at(clock.now() + quiet, look);
  };

  return {
    settle(keys, seen, settle) {
      if (clients === undefined || current !== undefined) return settle();
      if (open.size >= mostOpen) {
        untraced++;
        return settle();
      }
      const trace = new ChangeTrace(keys, seen, clock.now());
      current = trace;
      try {
        settle();
      } finally {
        current = undefined;
        trace.settled(clock.now());
      }
      open.add(trace);
      if (trace.isOver) end(trace);
      else lookLater();
    },
    graph: { onRun: collection => current?.ran(collection, clock.now) },
    applied: change => current?.applied(change),
    pushed(push) {
      const now = clock.now();
      let isAwaited = false;
      for (const trace of open) isAwaited = trace.pushed(push, now) || isAwaited;
      // Each awaited answer postpones the check, but not for longer than a change may take.
      if (isAwaited && [...open].every(({ begun }) => now - begun < longest)) lookLater();
    },
    follow: asked => {
      clients = asked;
    },
    async close() {
      cancel?.();
      for (const trace of open) end(trace);
      await writer.close();
    },
  };
}
