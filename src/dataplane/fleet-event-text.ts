import type { FleetEvent } from './fleet.ts';
import type { LifecycleState } from './lifecycle.ts';

/** fleetEventText puts an event of a fleet into one line for people; undefined where there is nothing to tell. */
export function fleetEventText(event: FleetEvent): string | undefined {
  switch (event.kind) {
    case 'state':
      return stateText(event.gateway, event.state, event.pid);
    case 'log': {
      const more = event.heldBack === 0 ? '' : ` (and ${event.heldBack} lines before this one)`;
      return `gateway ${event.gateway}: Envoy's ${event.line.level}: ${event.line.message}${more}`;
    }
    case 'health':
      return undefined; // This is reported on the backend that it is about.
    case 'port-blocked':
      return `gateway ${event.claim.gateway}: port ${event.claim.port} cannot be used: ${event.why}. Trying again until it can.`;
    case 'port-granted':
      return event.waited
        ? `gateway ${event.claim.gateway}: port ${event.claim.port} is free now.`
        : undefined;
  }
}

function stateText(gateway: string, state: LifecycleState, pid: number | undefined): string | undefined {
  switch (state.kind) {
    case 'running':
      return `gateway ${gateway}: Envoy is ready (process ${pid}).`;
    case 'backing-off':
      return `gateway ${gateway}: Envoy ended (${state.reason}). Starting it again in ${state.delay / 1000} s.`;
    case 'draining':
      return `gateway ${gateway}: Envoy finishes what is in flight.`;
    case 'starting':
    case 'stopped':
      return undefined;
  }
}
