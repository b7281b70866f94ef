import { dirname, join } from 'node:path';

/** agentSocket is where an Envoy calls who started it: beside the socket of its admin interface. */
export function agentSocket(adminSocket: string): string {
  return join(dirname(adminSocket), 'agent.sock');
}
