import type { Clock } from '#lib/clock.ts';
import type { Catalogue } from './catalogue.ts';
import type { Frames } from './frames.ts';
import type { Outflow } from './outflow.ts';
import type { Rejections } from './rejections.ts';
import type { RouteAssembly } from './route-assembly.ts';
import type { Push } from './server.ts';

/** Hub is what all streams of one server share. */
export interface Hub<Stream> {
  readonly catalogue: Catalogue;
  readonly rejections: Rejections;
  readonly assembly: RouteAssembly;
  readonly frames: Frames;
  readonly clock: Clock;
  readonly outflow: Outflow<Stream>;
  /** ms */
  readonly linger: number;
  /** ms */
  readonly patience: number;
  /** False until every source is synced: no stream is answered before. */
  readonly opened: boolean;
  readonly onPush: ((push: Push) => void) | undefined;
  notice(message: string): void;
  /** schedule has the stream looked at before control returns to the event loop. */
  schedule(stream: Stream): void;
  /** The list of clients changed. */
  changed(): void;
}
