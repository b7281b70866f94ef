export type { Condition } from './condition.ts';
export { controllerName, type ObjectStatus } from './object-status.ts';
export {
  type EndpointCounts,
  type HealthInputs,
  type Readiness,
  type SeenCluster,
  stateWords,
} from './readiness.ts';
export {
  deriveStatus,
  type Refusal,
  type ServingWorkload,
  type Status,
  type StatusInputs,
} from './status.ts';
