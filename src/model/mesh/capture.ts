import { hashBytes } from '#lib/stable-hash.ts';
import { type DirectAccess, directAccessName } from './direct-access.ts';
import type { Onward } from './onward.ts';

/** IpFamilies is by which of the two a workload is reached and captured. */
export type IpFamilies = 'ipv4' | 'ipv6' | 'dual';

/** Capture is transparent proxying as a sidecar is to serve it: what the workload sends and gets comes to these ports. */
export interface Capture {
  readonly inboundPort: number;
  readonly outboundPort: number;
  readonly families: IpFamilies;
  /** What becomes of what is captured and meant for no service. */
  readonly onward: Onward;
  /** What is called at the own addresses of workloads of the mesh, as these are called there. Absent: it is no service. */
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

/** captureName is the same for sidecars that listen alike for what they capture, whatever becomes of it. */
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
