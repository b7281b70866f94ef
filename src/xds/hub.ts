import type { Clock } from '#lib/clock.ts';
import type { Catalogue } from './catalogue/catalogue.ts';
import type { RouteAssembly } from './catalogue/route-assembly.ts';
import type { Outflow } from './outflow.ts';
import type { Rejections } from './rejection/rejections.ts';
import type { Push, XdsServerOptions } from './server.ts';
import type { Frames } from './wire/frames.ts';

/** Hub is what all streams of one server share. */
export interface Hub<Stream> extends Pick<XdsServerOptions, 'admit' | 'onArrival' | 'onDeparture'> {
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
