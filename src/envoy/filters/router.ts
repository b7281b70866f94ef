import type { MessageInitShape } from '@bufbuild/protobuf';
import type { AccessLogSchema } from '#gen/envoy/config/accesslog/v3/accesslog_pb.js';
import { RouterSchema } from '#gen/envoy/extensions/filters/http/router/v3/router_pb.js';
import type { ClientHeaders } from '#model';
import { extension } from '../extension.ts';

/** routerOf sends the request on. It is the last filter of every chain. */
export function routerOf(
  { envoyHeaders }: ClientHeaders = {},
  attemptLogs: readonly MessageInitShape<typeof AccessLogSchema>[] = [],
) {
  const suppressEnvoyHeaders = envoyHeaders === false;
  return extension('envoy.filters.http.router', RouterSchema, {
    ...(suppressEnvoyHeaders ? { suppressEnvoyHeaders } : {}),
    ...(attemptLogs.length === 0 ? {} : { upstreamLog: [...attemptLogs] }),
  });
}
