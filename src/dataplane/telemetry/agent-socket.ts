import { dirname, join } from 'node:path';

/** agentSocket is where an Envoy calls the process that started it: beside the socket of its admin interface. */
export function agentSocket(adminSocket: string): string {
  return join(dirname(adminSocket), 'agent.sock');
}
