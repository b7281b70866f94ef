import { RouterSchema } from '#gen/envoy/extensions/filters/http/router/v3/router_pb.js';
import { extension } from '../extension.ts';

/** router sends the request on. It is the last filter of every chain. */
export const router = extension('envoy.filters.http.router', RouterSchema, {});
