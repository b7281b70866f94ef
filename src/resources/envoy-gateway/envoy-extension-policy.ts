import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import { duration } from '../gateway-api/duration.ts';
import type { ResourceOf } from '../kind.ts';
import type { PolicySpec } from '../policy.ts';
import { converted, json, ruled } from '../schema/annotate.ts';
import { closedList } from '../schema/closed.ts';
import type { Read } from '../schema/readonly.ts';
import { usedBackendCluster } from './backend-cluster.ts';
import { wasm } from './envoy-extension-policy/wasm.ts';
import { policyTargetProperties, readTargets, targetsAlone } from './policy-targets.ts';
import { readTextSource, textSourceProperties } from './text-source.ts';

const attributes = Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { maxItems: 64, default: [] });
const namespaces = Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { maxItems: 64, default: [] });

const part = Type.Object({
  body: Type.Optional(Type.Enum(['Streamed', 'Buffered', 'BufferedPartial', 'FullDuplexStreamed'])),
  attributes,
});

/** Whoever may write the metadata of other filters could make their decisions. */
const writableNamespaces = ruled(namespaces, (names, report) => {
  names.forEach((name, i) => {
    if (name.startsWith('envoy.filters.')) report('must not be that of one of Envoy’s own filters', i);
  });
});

const extProc = Type.Object({
  ...usedBackendCluster,
  processingMode: Type.Optional(
    Type.Object({
      request: Type.Optional(part),
      response: Type.Optional(part),
      allowModeOverride: Type.Boolean({ default: false }),
    }),
  ),
  messageTimeout: Type.Optional(duration),
  failOpen: Type.Boolean({ default: false }),
  statusOnError: Type.Optional(Type.Integer({ minimum: 400, maximum: 599 })),
  metadata: Type.Optional(Type.Object({ accessibleNamespaces: namespaces, writableNamespaces })),
  shadowMode: Type.Boolean({ default: false }),
});

/** A JSON object that a script may read. */
const filterContext = ruled(json(), (text: string, report) => {
  if (!text.startsWith('{')) report('must be an object');
});

const script = converted(
  Type.Object({ ...textSourceProperties(1_048_576), filterContext: Type.Optional(filterContext) }),
  ({ filterContext, ...written }, report) => {
    const source = readTextSource(written, report);
    return source && { ...source, ...(filterContext === undefined ? {} : { filterContext }) };
  },
);

const sections = {
  extProc: Type.Array(extProc, { maxItems: 16, default: [] }),
  lua: Type.Array(script, { maxItems: 16, default: [] }),
  wasm: Type.Array(wasm, { maxItems: 16, default: [] }),
  dynamicModule: Type.Optional(closedList('config', 'filterName', 'name', 'terminalFilter')),
};

const spec = Type.Object({ ...policyTargetProperties, ...sections });

/** EnvoyExtensionPolicySpec lists extensions of Envoy that requests and answers pass through. */
export interface EnvoyExtensionPolicySpec extends PolicySpec, Partial<Read<Type.TObject<typeof sections>>> {}

export const envoyExtensionPolicy = defineKind({
  id: 'envoy-gateway/EnvoyExtensionPolicy',
  group: 'gateway.envoyproxy.io',
  kind: 'EnvoyExtensionPolicy',
  plural: 'envoyextensionpolicies',
  shortNames: ['eep'],
  versions: ['v1alpha1'],
  scope: 'Namespaced',
  body: Type.Object({ spec }),
  hub: ({ spec }): EnvoyExtensionPolicySpec => readTargets(spec),
  standIn: targetsAlone,
});
export type EnvoyExtensionPolicy = ResourceOf<typeof envoyExtensionPolicy>;
