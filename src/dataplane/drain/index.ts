/** How an Envoy ends without losing a request. */
export { type DrainOnStop, type DrainOnStopOptions, drainOnStop } from './drain-on-stop.ts';
export { finishRequests } from './finish-requests.ts';
