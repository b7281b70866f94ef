import type { status } from '@grpc/grpc-js';
import type { Channel } from '../stream/channel.ts';
import type { Batch } from '../wire/batch.ts';
import type { Frame } from '../wire/frame.ts';

/** Protocol is one of xDS's two ways to say what changed. */
export interface Protocol<Stream> {
  readonly mode: 'delta' | 'state-of-the-world';
  /** True where virtual hosts travel inside their route configuration. */
  readonly assemblesRoutes: boolean;
  /** True where a client is told what changed: then it is enough to know how far it has been told. */
  readonly staysInStep: boolean;
  /** receive takes one request; throws a RequestError where it is malformed. */
  receive(stream: Stream, bytes: Buffer): void;
  /** resume gives true where a reconnecting client holds just this batch already: nothing is sent. */
  resume(stream: Stream, channel: Channel, batch: Batch): boolean;
  frame(stream: Stream, channel: Channel, batch: Batch): Frame;
}

/** Transport is the sending side of one gRPC stream. */
export interface Transport {
  /** True while the peer does not take what was written. */
  readonly blocked: boolean;
  write(payload: Buffer): void;
  fail(code: status, message: string): void;
}
