export { type AdminAnswer, askAdmin } from './admin-client.ts';
export { type AdminAddress, type BootstrapOptions, bootstrapFor } from './bootstrap.ts';
export { type CertificateFiles, secretFiles } from './certificate-files.ts';
export type { ClusterAnswer, EndpointAnswer } from './cluster-answer.ts';
export { deathGuard } from './death-guard.ts';
export { editBootstrap } from './edited-bootstrap.ts';
export { type EnvoyProgram, type EnvoySearch, findEnvoy } from './envoy-program.ts';
export {
  createFleet,
  type Fleet,
  type FleetEvent,
  type FleetMember,
  type FleetOptions,
  type ProcessSettings,
  type RunningMember,
} from './fleet.ts';
export { fleetEventText } from './fleet-event-text.ts';
export { healthEventsFile } from './health-events.ts';
export { type Leftover, sweepLeftovers } from './leftovers.ts';
export { type BackOff, defaultBackOff, type LifecycleState } from './lifecycle.ts';
export { type LocalDataplane, openLocalDataplane } from './local-dataplane.ts';
export type { LogLevel, LogLine } from './log-lines.ts';
export type { PortClaim, PortEvent } from './port-watch.ts';
export {
  defaultBase,
  openRuntimeDirectory,
  type RuntimeDirectory,
  type RuntimeDirectoryOptions,
} from './runtime-directory.ts';
export {
  type DrainLimits,
  promptDrain,
  type SupervisedEnvoy,
  type SuperviseOptions,
  superviseEnvoy,
} from './supervisor.ts';
export { type ControlPlaneTls, xdsClusterName } from './xds-cluster.ts';
