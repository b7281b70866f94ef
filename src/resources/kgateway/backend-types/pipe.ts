import { Type } from 'typebox';
import { type SocketPath, socketPath } from '../../envoy-gateway/backend-address.ts';
import { converted } from '../../schema/annotate.ts';

/** Pipe is a unix socket on the proxy's own machine. */
export interface Pipe {
  readonly kind: 'pipe';
  readonly socket: SocketPath;
}

/** pipe is `pipe`, as gloo writes it. */
export const pipe = converted(
  Type.Object({ path: socketPath }),
  ({ path: socket }): Pipe => ({ kind: 'pipe', socket }),
);
