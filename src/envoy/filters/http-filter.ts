import type { MessageInitShape } from '@bufbuild/protobuf';
import type { HttpFilterSchema } from '#gen/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';

export type HttpFilterInit = MessageInitShape<typeof HttpFilterSchema>;

/** HttpFilter makes one filter of the HTTP filter chain. One file a filter, one line in `index.ts`. */
export type HttpFilter = () => HttpFilterInit;
