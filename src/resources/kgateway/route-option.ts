import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import { headerName, hostText, objectName, replacementPath } from '../gateway-api/fields.ts';
import type { ResourceOf } from '../kind.ts';
import { duration, period } from '../kuma/duration.ts';
import { namespaceName } from '../names.ts';
import type { PolicySpec } from '../policy.ts';
import { ruled } from '../schema/annotate.ts';
import { closed } from '../schema/closed.ts';
import { atMostOneOf, oneOf } from '../schema/one-of.ts';
import type { Read } from '../schema/readonly.ts';
import { optionTargets, optionTargetsAlone, readOptions } from './option-targets.ts';
import { lbHash } from './route-option/lb-hash.ts';
import { requestOptions } from './route-option/requests.ts';
import { restrictions } from './route-option/restrictions.ts';

const word = Type.String({ minLength: 1, maxLength: 1024 });
const percentage = Type.Number({ minimum: 0, maximum: 100 });
/** A share of requests, in percent; absent means all. */
const share = Type.Optional(Type.Number({ minimum: 0, maximum: 100 }));
const replacement = Type.Object({
  pattern: Type.Object({ regex: word }),
  substitution: Type.String({ maxLength: 1024 }),
});

const faults = Type.Object({
  abort: Type.Optional(Type.Object({ percentage, httpStatus: Type.Integer({ minimum: 200, maximum: 599 }) })),
  delay: Type.Optional(Type.Object({ percentage, fixedDelay: period })),
});

const enabled = Type.Object({ enabled: Type.Boolean({ default: true }) });
const upgrade = ruled(
  Type.Object({ websocket: Type.Optional(enabled), connect: Type.Optional(enabled) }),
  oneOf('websocket', 'connect'),
);

const tracing = Type.Object(
  {
    routeDescriptor: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    tracePercentages: Type.Optional(
      Type.Object({
        clientSamplePercentage: share,
        randomSamplePercentage: share,
        overallSamplePercentage: share,
      }),
    ),
  },
  { '~unserved': ['propagate'] },
);

const settings = {
  ...requestOptions,
  timeout: Type.Optional(duration),
  idleTimeout: Type.Optional(duration),
  maxStreamDuration: Type.Optional(
    Type.Object({
      maxStreamDuration: Type.Optional(duration),
      grpcTimeoutHeaderMax: Type.Optional(duration),
      grpcTimeoutHeaderOffset: Type.Optional(duration),
    }),
  ),
  faults: Type.Optional(faults),
  prefixRewrite: Type.Optional(replacementPath),
  regexRewrite: Type.Optional(replacement),
  hostRewrite: Type.Optional(hostText),
  autoHostRewrite: Type.Optional(Type.Boolean()),
  hostRewriteHeader: Type.Optional(headerName),
  hostRewritePathRegex: Type.Optional(replacement),
  appendXForwardedHost: Type.Boolean({ default: false }),
  lbHash: Type.Optional(lbHash),
  shadowing: Type.Optional(
    Type.Object({
      upstream: Type.Object({ name: objectName, namespace: Type.Optional(namespaceName) }),
      percentage: Type.Number({ minimum: 0, maximum: 100, default: 100 }),
    }),
  ),
  tracing: Type.Optional(tracing),
  upgrades: Type.Optional(Type.Array(upgrade, { maxItems: 16 })),
};

const unserved = ['envoyMetadata', 'extProc', 'extensions', 'stagedTransformations', 'transformations'];

const options = ruled(
  Type.Object(
    {
      ...restrictions,
      jwtProvidersStaged: Type.Optional(closed('afterExtAuth', 'beforeExtAuth')),
      ...settings,
    },
    { '~unserved': unserved },
  ),
  atMostOneOf('hostRewrite', 'autoHostRewrite', 'hostRewriteHeader', 'hostRewritePathRegex'),
  atMostOneOf('prefixRewrite', 'regexRewrite'),
);
/**
 * RouteOptionSpec says how the requests of a route, or of one of its rules, are served. Times are in milliseconds, sizes in
 * bytes.
 */
export interface RouteOptionSpec extends PolicySpec {
  readonly options?: Read<typeof options>;
}

/** routeOption is gloo's kind. Several of one target are merged: others fill in what one leaves unset. */
export const routeOption = defineKind({
  id: 'gloo/RouteOption',
  group: 'gateway.solo.io',
  kind: 'RouteOption',
  plural: 'routeoptions',
  shortNames: ['rto'],
  versions: ['v1'],
  scope: 'Namespaced',
  body: Type.Object({
    spec: Type.Object({ options: Type.Optional(options), targetRefs: optionTargets }),
  }),
  hub: ({ spec }): RouteOptionSpec => readOptions(spec),
  standIn: optionTargetsAlone,
});
export type RouteOption = ResourceOf<typeof routeOption>;
