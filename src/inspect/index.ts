/** Answers to questions about Fairlead's state, for people: objects with their status, findings with their file and line. */
export type {
  AdvisedCall,
  AdvisedDataplane,
  AdvisedReach,
  DataplaneAdvice,
  MeshAdvice,
  Watched,
} from './advice/advice.ts';
export type { Cost, Holding } from './advice/holding.ts';
export type { Column } from './columns.ts';
export { ConditionTimes } from './condition-times.ts';
export { createIntrospection } from './create-introspection.ts';
export type {
  ExplainedBackend,
  ExplainedEndpoint,
  ExplainedItem,
  ExplainedMember,
  ExplainedParent,
  ExplainedPolicy,
  ExplainedRef,
  ExplainedRule,
  Explanation,
} from './explanation.ts';
export { findResource } from './find-resource.ts';
export type { Inspected } from './inspected.ts';
export type { Introspection, LocatedFindings, Row, Selection } from './introspection.ts';
export { isOurs } from './is-ours.ts';
export { byPlace, type Locate, type LocatedFinding, locateFinding, type Place } from './located-finding.ts';
export type { LookedUpName } from './looked-up.ts';
export type { MeshIntrospection, ShownItem } from './mesh/mesh-introspection.ts';
export type { PrintedResource } from './mesh/printed-resource.ts';
export type { Metric, Sample } from './metric.ts';
export { comparePictures } from './picture/compare.ts';
export { sampleKey } from './picture/compare-requests.ts';
export type {
  ChangedCondition,
  ChangedListener,
  ChangedObject,
  ChangedProxy,
  ChangedRequest,
  ConditionWords,
  Difference,
  Sign,
} from './picture/difference.ts';
export type { Allowed, Fact, RequestFact } from './picture/fact.ts';
export type { Outcome } from './picture/outcome.ts';
export { readSample } from './picture/read-sample.ts';
export { type CountedPush, PushCounts } from './push-counts.ts';
export { type AskedRequest, readRequest } from './request/asked-request.ts';
export type {
  ExplainedCandidate,
  ExplainedFilter,
  ExplainedShare,
  ExplainedWalk,
  RequestExplanation,
} from './request/request-explanation.ts';
export { createReviewer, type ObjectReview, type ReviewerOptions } from './review-object.ts';
export { findKind, findKinds, type ServedKind, servedKinds, typeName } from './served-kind.ts';
export type { ShownObject } from './shown-object.ts';
export type { ShownProxy } from './shown-proxy.ts';
export { stateMetrics } from './state-metrics.ts';
export { isEmptyStatus, type StatusEntry, statusEntry } from './status-entry.ts';
export { type ToldFinding, tellOnce } from './tell-once.ts';
