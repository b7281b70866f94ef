export type { Condition } from './condition.ts';
export { controllerName, type ObjectStatus } from './object-status.ts';
export { deriveStatus, type Refusal, type Status, type StatusInputs } from './status.ts';
