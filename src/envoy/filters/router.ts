import { RouterSchema } from '#gen/envoy/extensions/filters/http/router/v3/router_pb.js';
import { extension } from '../extension.ts';
import type { HttpFilterInit } from './http-filter.ts';

const filter = extension('envoy.filters.http.router', RouterSchema, {});

/** router sends the request on. It must be the last filter. */
export function router(): HttpFilterInit {
  return filter;
}
