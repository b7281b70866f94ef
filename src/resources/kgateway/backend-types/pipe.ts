import { Type } from 'typebox';
import { type SocketPath, socketPath } from '../../envoy-gateway/backend-address.ts';
import { converted } from '../../schema/annotate.ts';

/** Pipe is a unix socket on the proxy's own machine. */
export interface Pipe {
  readonly kind: 'pipe';
  readonly socket: SocketPath;
}

/** pipe is `pipe`, in gloo's form. */
export const pipe = converted(
  Type.Object({ path: socketPath }),
  ({ path: socket }): Pipe => ({ kind: 'pipe', socket }),
);
