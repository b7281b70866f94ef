import type { TcpAttachment, UdpAttachment } from './attachment.ts';
import { canForward } from './forwarding.ts';
import type { TcpRoute, UdpRoute } from './route.ts';
import { bySeniority } from './seniority.ts';

/**
 * connectionRoute returns the route that gets connections or datagrams which several routes are offered: the oldest, if it leads
 * anywhere.
 */
export function connectionRoute(attached: readonly TcpAttachment[]): TcpRoute | undefined;
export function connectionRoute(attached: readonly UdpAttachment[]): UdpRoute | undefined;
export function connectionRoute(
  attached: readonly (TcpAttachment | UdpAttachment)[],
): TcpRoute | UdpRoute | undefined {
  const [oldest] = attached.map(a => a.route).sort(bySeniority);
  return oldest !== undefined && canForward(oldest.forwarding) ? oldest : undefined;
}
