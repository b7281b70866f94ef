/** What an Envoy has done beside it: pages of metrics that are put together, and records of what passed sent on as lines. */
export { type AgentService, openAgentService } from './agent-service.ts';
export { agentSocket } from './agent-socket.ts';
