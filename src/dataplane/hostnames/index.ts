/** The names of the mesh that a proxy reaches, from the control plane to its agent. */
export { followHostnames, type Hostnames, type HostnamesOptions, keptHostnames } from './follow-hostnames.ts';
export type { ControlPlaneTarget } from './grpc-stream.ts';
