import type { Cors } from '#model';
import type { HttpRouteCors, TrafficPolicy } from '#resources';

/** corsOf reads which pages of other origins may send a browser's requests, from a route or a policy. */
export function corsOf(written: HttpRouteCors | NonNullable<TrafficPolicy['spec']['cors']>): Cors {
  const { allowOrigins, allowCredentials, allowMethods, allowHeaders, exposeHeaders, maxAge } = written;
  return {
    origins: allowOrigins,
    credentials: allowCredentials,
    methods: allowMethods,
    headers: allowHeaders,
    exposedHeaders: exposeHeaders,
    maxAge,
  };
}
