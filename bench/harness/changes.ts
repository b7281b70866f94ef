import {
  backendDocument,
  freshAddress,
  type Plan,
  type PlannedBackend,
  routeDocumentsOf,
  sharedBackend,
} from '../generate/index.ts';
import type { Change } from './change-series.ts';
import { type WriteStyle, writeDocument } from './edit.ts';

/** endpointChange replaces a backend's first endpoint by the n-th fresh address. */
export function endpointChange(
  directory: string,
  backend: PlannedBackend,
  n: number,
  style: WriteStyle = 'rename',
): Change {
  const address = freshAddress(n);
  const document = backendDocument(backend.name, [address, ...backend.endpoints.slice(1)]);
  return {
    make: () => writeDocument(directory, document, style),
    markers: [{ kind: 'address', value: address }],
  };
}

/** routeChange makes a backend's routes match the n-th path. */
export function routeChange(directory: string, backend: PlannedBackend, n: number): Change {
  const prefix = `/change-${String(n).padStart(6, '0')}`;
  return {
    make: () => writeRoutes(directory, backend, prefix),
    markers: [{ kind: 'text', value: prefix }],
  };
}

/** writeRoutes writes the routes of a backend, which match a path. */
export function writeRoutes(directory: string, backend: PlannedBackend, prefix: string): void {
  for (const document of routeDocumentsOf(backend, prefix)) writeDocument(directory, document, 'rename');
}

/** anyBackend is a random backend of those that some gateway reaches. */
export function anyBackend(plan: Plan): PlannedBackend {
  const reached = plan.backends.filter(backend => backend.gateways.length > 0);
  const backend = reached[Math.floor(Math.random() * reached.length)];
  if (backend === undefined) throw new RangeError('a plan in which nothing is reached');
  return backend;
}

/** sharedOf is the backend that all gateways reach, in a plan that has one. */
export function sharedOf(plan: Plan): PlannedBackend {
  const backend = plan.backends.find(one => one.name === sharedBackend);
  if (backend === undefined) throw new RangeError('a plan without a shared backend');
  return backend;
}
