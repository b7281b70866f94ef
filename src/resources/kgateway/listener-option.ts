import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import type { PolicySpec } from '../policy.ts';
import type { Read } from '../schema/readonly.ts';
import { optionLogs } from './http-listener-option/access-log.ts';
import { optionTargets, optionTargetsAlone, readOptions } from './option-targets.ts';

const options = Type.Object(
  {
    accessLoggingService: Type.Optional(optionLogs),
    listenerAccessLoggingService: Type.Optional(optionLogs),
    perConnectionBufferLimitBytes: Type.Optional(Type.Integer({ minimum: 0, maximum: 4_294_967_295 })),
    proxyProtocol: Type.Optional(
      Type.Object(
        { allowRequestsWithoutProxyProtocol: Type.Boolean({ default: false }) },
        { '~unserved': ['rules'] },
      ),
    ),
  },
  { '~unserved': ['connectionBalanceConfig', 'extensions', 'socketOptions', 'tcpStats'] },
);

/** ListenerOptionSpec says how listeners accept connections. */
export interface ListenerOptionSpec extends PolicySpec {
  readonly options?: Read<typeof options>;
}

/** listenerOption is gloo's. */
export const listenerOption = defineKind({
  id: 'gloo/ListenerOption',
  group: 'gateway.solo.io',
  kind: 'ListenerOption',
  plural: 'listeneroptions',
  shortNames: ['lisopt'],
  versions: ['v1'],
  scope: 'Namespaced',
  body: Type.Object({
    spec: Type.Object({ options: Type.Optional(options), targetRefs: optionTargets }),
  }),
  hub: ({ spec }): ListenerOptionSpec => readOptions(spec),
  standIn: optionTargetsAlone,
});
export type ListenerOption = ResourceOf<typeof listenerOption>;
