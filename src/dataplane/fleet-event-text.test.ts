import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fleetEventText } from './fleet-event-text.ts';

const gateway = 'default/shop';
const claim = { gateway, addresses: ['0.0.0.0'], port: 8080 };

test('each event that is worth a line names the gateway, and what to expect', () => {
  assert.deepEqual(
    [
      fleetEventText({ kind: 'state', gateway, pid: 7, state: { kind: 'running', failures: 0, since: 0 } }),
      fleetEventText({
        kind: 'state',
        gateway,
        pid: undefined,
        state: { kind: 'backing-off', failures: 1, delay: 200, reason: 'signal SIGKILL' },
      }),
      fleetEventText({ kind: 'port-blocked', claim, why: 'nginx (process 812) listens on it' }),
      fleetEventText({ kind: 'port-granted', claim, waited: true }),
      fleetEventText({ kind: 'port-granted', claim, waited: false }),
      fleetEventText({
        kind: 'log',
        gateway,
        line: { level: 'warning', logger: 'config', message: 'gRPC stream closed' },
        heldBack: 3,
      }),
      fleetEventText({ kind: 'state', gateway, pid: undefined, state: { kind: 'stopped' } }),
    ],
    [
      'gateway default/shop: Envoy is ready (process 7).',
      'gateway default/shop: Envoy ended (signal SIGKILL). Starting it again in 0.2 s.',
      'gateway default/shop: port 8080 cannot be used: nginx (process 812) listens on it. Trying again until it can.',
      'gateway default/shop: port 8080 is free now.',
      undefined,
      "gateway default/shop: Envoy's warning: gRPC stream closed (and 3 lines before this one)",
      undefined,
    ],
  );
});
