import type { Bench } from '../harness/bench.ts';
import { checkout } from './checkout.ts';
import { coldStart } from './cold-start.ts';
import { discovered } from './discovered.ts';
import { fanout } from './fanout.ts';
import { firstChanges } from './first-changes.ts';
import { fleet } from './fleet.ts';
import { flips } from './flips.ts';
import { instances } from './instances.ts';
import { kubernetes } from './kubernetes.ts';
import { kubernetesPods } from './kubernetes-pods.ts';
import { large } from './large.ts';
import { longRunning } from './long-running.ts';
import { memory } from './memory.ts';
import { mesh } from './mesh.ts';
import { policies } from './policies.ts';
import { propagation } from './propagation.ts';
import { reach } from './reach.ts';
import { reconnect } from './reconnect.ts';
import { rest } from './rest.ts';
import { sidecar } from './sidecar.ts';

/** benches are all that `npm run bench` can run. A new one is a file in this folder and a line here. */
export const benches: readonly Bench[] = [
  propagation,
  longRunning,
  policies,
  firstChanges,
  fanout,
  reach,
  memory,
  coldStart,
  reconnect,
  rest,
  kubernetes,
  kubernetesPods,
  large,
  checkout,
  discovered,
  instances,
  flips,
  mesh,
  sidecar,
  fleet,
];
