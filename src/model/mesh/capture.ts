/** IpFamilies is by which of the two a workload is reached and captured. */
export type IpFamilies = 'ipv4' | 'ipv6' | 'dual';

/** Capture is transparent proxying as a sidecar is to serve it: what the workload sends and gets comes to these ports. */
export interface Capture {
  readonly inboundPort: number;
  readonly outboundPort: number;
  readonly families: IpFamilies;
  /** What is captured and meant for no service goes where it was sent. */
  readonly passesThrough: boolean;
}

/** captureSetName is the same for sidecars that capture alike. */
export function captureSetName({ inboundPort, outboundPort, families, passesThrough }: Capture): string {
  return ['capture', inboundPort, outboundPort, families, passesThrough ? 'open' : 'closed'].join(':');
}
