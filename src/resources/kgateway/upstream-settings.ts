import { Type } from 'typebox';
import { period } from '../kuma/duration.ts';
import type { Report } from '../schema/annotate.ts';
import { anything } from '../schema/anything.ts';
import type { Read } from '../schema/readonly.ts';
import { connectionConfig } from './upstream-settings/connection-config.ts';
import { healthCheck, outlierDetection } from './upstream-settings/health.ts';
import { loadBalancerConfig } from './upstream-settings/load-balancer-config.ts';
import { sslConfig } from './upstream-settings/ssl-config.ts';

/** The highest is how people write that there is none. */
const limit = Type.Optional(Type.Integer({ minimum: 0, maximum: 4_294_967_295 }));
const windowSize = Type.Optional(Type.Integer({ minimum: 65_535, maximum: 2_147_483_647 }));
const ratio = Type.Optional(Type.Number({ minimum: 1, maximum: 3 }));
const served = {
  circuitBreakers: Type.Optional(
    Type.Object({
      maxConnections: limit,
      maxPendingRequests: limit,
      maxRequests: limit,
      maxRetries: limit,
    }),
  ),
  connectionConfig: Type.Optional(connectionConfig),
  dnsRefreshRate: Type.Optional(period),
  healthChecks: Type.Optional(Type.Array(healthCheck, { maxItems: 16 })),
  initialConnectionWindowSize: windowSize,
  initialStreamWindowSize: windowSize,
  loadBalancerConfig: Type.Optional(loadBalancerConfig),
  maxConcurrentStreams: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
  outlierDetection: Type.Optional(outlierDetection),
  overrideStreamErrorOnInvalidHttpMessage: Type.Optional(Type.Boolean()),
  preconnectPolicy: Type.Optional(
    Type.Object({ perUpstreamPreconnectRatio: ratio, predictivePreconnectRatio: ratio }),
  ),
  protocolSelection: Type.Optional(Type.Enum(['USE_CONFIGURED_PROTOCOL', 'USE_DOWNSTREAM_PROTOCOL'])),
  proxyProtocolVersion: Type.Optional(Type.Enum(['V1', 'V2'])),
  respectDnsTtl: Type.Optional(Type.Boolean()),
  sslConfig: Type.Optional(sslConfig),
  useHttp2: Type.Optional(Type.Boolean()),
};
const settings = Type.Object(served);

/** UpstreamSettings are the settings of gloo's Upstream besides its type. Times are in milliseconds, sizes in bytes. */
export type UpstreamSettings = Read<typeof settings>;

/** upstreamSettingsProperties are the fields of these. */
export const upstreamSettingsProperties = {
  ...served,
  httpProxyHostname: Type.Optional(anything),
};

/** unservedUpstreamSettings are fields that are not served. Envoy's defaults apply instead. */
export const unservedUpstreamSettings = [
  'failover',
  'httpConnectHeaders',
  'httpConnectSslConfig',
  'ignoreHealthOnHostRemoval',
];

type Written = UpstreamSettings & { readonly httpProxyHostname?: unknown };

/** readUpstreamSettings returns the settings that are written; undefined where there are none. */
export function readUpstreamSettings(written: Written, report: Report): UpstreamSettings | undefined {
  // What is meant for a host behind an HTTP proxy must not be sent to that proxy itself.
  if (written.httpProxyHostname !== undefined)
    report('is not served yet, and nothing is sent to the proxy in its stead', 'httpProxyHostname');
  const [, ...others] = written.healthChecks ?? [];
  for (const i of others.keys()) report.unserved('healthChecks', i + 1);
  const names = Object.keys(served) as (keyof typeof served)[];
  const given = names.filter(name => written[name] !== undefined);
  if (given.length === 0) return undefined;
  // The cast is safe: the fields are the same, without those that are no settings.
  return Object.fromEntries(given.map(name => [name, written[name]])) as UpstreamSettings;
}
