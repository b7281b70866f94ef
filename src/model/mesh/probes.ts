/** Probes is the port of a sidecar for health probes of its applications by callers outside the mesh, such as a kubelet. */
export interface Probes {
  readonly port: number;
  readonly endpoints: readonly Probe[];
}

/** Probe maps a path of that port to a path of an application. */
export interface Probe {
  readonly path: string;
  /** The name of the application's inbound. */
  readonly inbound: string;
  readonly asked: string;
}
