/** What is done for an Envoy beside it: merging pages of metrics, and sending access logs on as lines. */
export { type AgentService, openAgentService } from './agent-service.ts';
export { agentSocket } from './agent-socket.ts';
