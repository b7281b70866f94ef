import { hashBytes } from '#lib/stable-hash.ts';
import { type DirectAccess, directAccessName } from './direct-access.ts';
import type { Onward } from './onward.ts';

/** IpFamilies says by which IP versions a workload is reached and captured. */
export type IpFamilies = 'ipv4' | 'ipv6' | 'dual';

/**
 * Capture is transparent proxying as a sidecar has to serve it: the workload's incoming and outgoing traffic comes to these
 * ports.
 */
export interface Capture {
  readonly inboundPort: number;
  readonly outboundPort: number;
  readonly families: IpFamilies;
  /** What happens to captured traffic that is meant for no service. */
  readonly onward: Onward;
  /** How workloads of the mesh are called at their own addresses. Absent: calls to such addresses count as no service. */
  readonly direct?: DirectAccess;
}

/** captureSetName is the same for sidecars that capture alike. */
export function captureSetName(capture: Capture): string {
  const { onward, direct } = capture;
  return [
    captureName(capture),
    onwardName(onward),
    ...(direct === undefined ? [] : [directAccessName(direct)]),
  ].join(':');
}

/** captureName is the same for sidecars that listen alike for captured traffic, whatever happens to it. */
export function captureName({ inboundPort, outboundPort, families }: Capture): string {
  return ['capture', inboundPort, outboundPort, families].join(':');
}

function onwardName(onward: Onward): string {
  switch (onward.kind) {
    case 'all':
      return 'open';
    case 'none':
      return 'closed';
    case 'matched':
      return `matched-${hashBytes(JSON.stringify(onward.matches))}`;
  }
}
