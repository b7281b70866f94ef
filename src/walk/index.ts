/** What a request, a connection or a datagram meets at a gateway, decided on the model as Envoy decides it. */
export { type Candidate, type Candidates, candidatesOf, type Passing } from './candidates.ts';
export type { FilterStep, Judgement } from './filters/index.ts';
export type { Condition } from './matches.ts';
export type { RequestHeader, SeenRequest, WalkedConnection, WalkedRequest } from './request.ts';
export { type Sample, samplesOf, walkSample } from './samples.ts';
export { type ServedDomain, type WalkView, walkView, walkViews } from './view.ts';
export type { Answering, Assumption, Closing, Share, Walk, WalkOutcome } from './walk.ts';
export { walkConnection, walkDatagram, walkRequest } from './walk-request.ts';
