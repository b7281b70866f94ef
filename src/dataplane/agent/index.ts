/** What runs beside the Envoy of a workload: it joins, supervises, and answers names. Nothing here knows Envoy's API. */
export { findEnvoy } from '../envoy-program.ts';
export { type Agent, type AgentEvent, type AgentOptions, startAgent } from './agent.ts';
export type { ControlPlane } from './join-control-plane.ts';
export { type ReadinessServer, startReadinessServer } from './readiness-server.ts';
