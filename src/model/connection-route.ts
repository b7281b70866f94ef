import type { TcpAttachment, UdpAttachment } from './attachment.ts';
import { canForward } from './forwarding.ts';
import type { TcpRoute, UdpRoute } from './route.ts';
import { bySeniority } from './seniority.ts';

/** connectionRoute is which of the routes that are offered the same connections, or datagrams, gets them: the oldest, if it leads anywhere. */
export function connectionRoute(attached: readonly TcpAttachment[]): TcpRoute | undefined;
export function connectionRoute(attached: readonly UdpAttachment[]): UdpRoute | undefined;
export function connectionRoute(
  attached: readonly (TcpAttachment | UdpAttachment)[],
): TcpRoute | UdpRoute | undefined {
  const [oldest] = attached.map(a => a.route).sort(bySeniority);
  return oldest !== undefined && canForward(oldest.forwarding) ? oldest : undefined;
}
