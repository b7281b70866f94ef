/** Probes is where who is of no mesh, as a kubelet, asks the applications behind a sidecar how they are. */
export interface Probes {
  readonly port: number;
  readonly endpoints: readonly Probe[];
}

/** Probe is a path there, and what an application is asked for in its place. */
export interface Probe {
  readonly path: string;
  /** By its name. */
  readonly inbound: string;
  readonly asked: string;
}
