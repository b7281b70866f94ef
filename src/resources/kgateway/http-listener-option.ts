import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { duration, period } from '../kuma/duration.ts';
import type { PolicySpec } from '../policy.ts';
import { ruled } from '../schema/annotate.ts';
import { closed } from '../schema/closed.ts';
import type { Read } from '../schema/readonly.ts';
import { connectionManager } from './http-listener-option/connection-manager.ts';
import { optionTargets, optionTargetsAlone, readOptions } from './option-targets.ts';

const count = Type.Integer({ minimum: 1, maximum: 4_294_967_295 });

/** Restrictions that are not served: where one of these is written, nothing listens. */
const restrictions = {
  csrf: Type.Optional(closed('filterEnabled', 'shadowEnabled', 'additionalOrigins')),
  dlp: Type.Optional(closed('dlpRules', 'enabledFor')),
  httpLocalRatelimit: Type.Optional(
    closed('defaultLimit', 'localRateLimitPerDownstreamConnection', 'enableXRatelimitHeaders'),
  ),
  sanitizeClusterHeader: Type.Optional(closed()),
  waf: Type.Optional(closed('disabled', 'coreRuleSet', 'ruleSets', 'customInterventionMessage')),
};

const options = Type.Object(
  {
    ...restrictions,
    buffer: Type.Optional(Type.Object({ maxRequestBytes: count })),
    connectionLimit: Type.Optional(
      Type.Object({ maxActiveConnections: count, delayBeforeClose: Type.Optional(duration) }),
    ),
    grpcWeb: Type.Optional(Type.Object({ disable: Type.Boolean({ default: false }) })),
    healthCheck: Type.Optional(
      Type.Object({
        path: Type.String({
          minLength: 1,
          maxLength: 2048,
          pattern: '^/[^\\s?#]*$',
          '~wants': 'a path such as /healthz',
        }),
      }),
    ),
    httpConnectionManagerSettings: Type.Optional(connectionManager),
    networkLocalRatelimit: Type.Optional(
      Type.Object({
        maxTokens: count,
        tokensPerFill: Type.Integer({ minimum: 1, maximum: 4_294_967_295, default: 1 }),
        fillInterval: ruled(Type.Optional(period), (interval: number | undefined, report) => {
          if (interval !== undefined && interval < 50) report('must be 50ms at least');
        }),
      }),
    ),
    router: Type.Optional(
      Type.Object({ suppressEnvoyHeaders: Type.Optional(Type.Boolean()) }, { '~unserved': ['dynamicStats'] }),
    ),
  },
  {
    '~unserved': [
      'caching',
      'disableExtProc',
      'dynamicForwardProxy',
      'extProc',
      'extProcEarly',
      'extProcLate',
      'extensions',
      'grpcJsonTranscoder',
      'gzip',
      'headerValidationSettings',
      'leftmostXffAddress',
      'proxyLatency',
      'statefulSession',
      'tap',
      'wasm',
    ],
  },
);

/** HttpListenerOptionSpec says how HTTP is spoken with clients. Times are in milliseconds, sizes in bytes. */
export interface HttpListenerOptionSpec extends PolicySpec {
  readonly options?: Read<typeof options>;
}

/** httpListenerOption is gloo's. */
export const httpListenerOption = defineKind({
  id: 'gloo/HttpListenerOption',
  group: 'gateway.solo.io',
  kind: 'HttpListenerOption',
  plural: 'httplisteneroptions',
  shortNames: ['hlisopt'],
  versions: ['v1'],
  scope: 'Namespaced',
  body: Type.Object({
    spec: Type.Object({ options: Type.Optional(options), targetRefs: optionTargets }),
  }),
  hub: ({ spec }): HttpListenerOptionSpec => readOptions(spec),
  standIn: optionTargetsAlone,
});
export type HttpListenerOption = ResourceOf<typeof httpListenerOption>;
