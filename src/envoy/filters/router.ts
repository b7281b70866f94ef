import { RouterSchema } from '#gen/envoy/extensions/filters/http/router/v3/router_pb.js';
import type { ClientHeaders } from '#model';
import { extension } from '../extension.ts';

/** routerOf sends the request on. It is the last filter of every chain. */
export function routerOf({ envoyHeaders }: ClientHeaders = {}) {
  const suppressEnvoyHeaders = envoyHeaders === false;
  return extension(
    'envoy.filters.http.router',
    RouterSchema,
    suppressEnvoyHeaders ? { suppressEnvoyHeaders } : {},
  );
}
