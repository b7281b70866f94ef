import { type AnyResource, policyKinds, routeKinds } from '#resources';
import type { ObjectStatus } from '#status';
import { ofPolicies } from './columns/any-policy.ts';
import { ofRoutes } from './columns/any-route.ts';
import type { Beside, Column, Id, Tables, TypedColumn } from './columns/column.ts';
import { gatewayApiTables } from './columns/gateway-api.ts';
import { istioTables } from './columns/istio.ts';
import { kubernetesTables } from './columns/kubernetes.ts';
import { kumaTables } from './columns/kuma.ts';
import { accepted, reason } from './columns/usual-columns.ts';
import { backendTables } from './columns/written-backends.ts';

export type { Beside, Column } from './columns/column.ts';

/** The columns of each kind. A kind that is not here has `accepted` and `reason`. */
const tables: Tables = {
  ...gatewayApiTables,
  ...kubernetesTables,
  ...backendTables,
  ...istioTables,
  ...kumaTables,
};

const otherwise: readonly TypedColumn<unknown>[] = [accepted, reason];
const routeIds: ReadonlySet<Id> = new Set(routeKinds.map(kind => kind.id));
const policyIds: ReadonlySet<Id> = new Set(policyKinds.map(kind => kind.id));

/** The cast is safe: the columns of an id are for resources of that id, as the types of both tables ensure. */
function tableOf(id: Id): readonly TypedColumn<AnyResource>[] {
  const shared = routeIds.has(id) ? ofRoutes : policyIds.has(id) ? ofPolicies : otherwise;
  return (tables[id] ?? shared) as readonly TypedColumn<AnyResource>[];
}

/** columnsOf are the columns of a kind's table. */
export function columnsOf(id: Id): readonly Column[] {
  return tableOf(id).map(({ title, wide, isTime }) => ({ title, wide, ...(isTime ? { isTime } : {}) }));
}

/** cellsOf are the cells of one object. */
export function cellsOf(
  id: Id,
  resource: AnyResource | undefined,
  status: ObjectStatus,
  beside: Beside,
): readonly string[] {
  return tableOf(id).map(column => column.cell(resource, status, beside));
}
