export {
  backendDocument,
  type Document,
  documentsOf,
  gatewayClassDocument,
  gatewayDocument,
  type RouteRule,
  routeDocument,
  routeDocumentsOf,
} from './documents.ts';
export {
  freshAddress,
  type Layout,
  namespace,
  type Plan,
  type PlannedBackend,
  planLayout,
  sharedBackend,
  viewOf,
} from './layout.ts';
export { corsPolicy, policiesOfBackend, policiesOfGateway, routePolicy } from './policies.ts';
export { chooseDistinct, type Random, type Spread, seededRandom } from './random.ts';
export { documentsOfPlan, writeDocuments } from './write.ts';
