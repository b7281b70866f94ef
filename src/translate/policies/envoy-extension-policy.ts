import { resourceKey } from '#lib/resource-ref.ts';
import { type ExtProc, eachUse, type ShownPart } from '#model';
import type { EnvoyExtensionPolicy } from '#resources';
import { calledService } from './called-service.ts';
import type { PolicyContext, PolicyKind } from './policy-kind.ts';
import {
  brokenSection,
  meaningOf,
  notServed,
  type Section,
  type SectionProblem,
  sectionOf,
} from './section.ts';
import { textOf } from './text-source.ts';

type Spec = EnvoyExtensionPolicy['spec'];
type WrittenProc = NonNullable<Spec['extProc']>[number];
type WrittenPart = NonNullable<NonNullable<WrittenProc['processingMode']>['request']>;

/** EnvoyExtensionPolicy of Envoy Gateway: what requests and answers pass that is no part of Envoy. Nothing passes beside it. */
export const envoyExtensionPolicy: PolicyKind<EnvoyExtensionPolicy> = {
  id: 'envoy-gateway/EnvoyExtensionPolicy',
  group: 'gateway.envoyproxy.io',
  kind: 'EnvoyExtensionPolicy',
  targets: ['gateway', 'route'],
  translate(policy, context) {
    const { extProc = [], lua = [], wasm, dynamicModule, isUnreadable } = policy.spec;
    if (isUnreadable) return { route: { withheld: {} } };
    return meaningOf([
      ...(extProc.length === 0 ? [] : [extProcSection(extProc, policy, context)]),
      ...(lua.length === 0 ? [] : [scriptsSection(lua, policy, context)]),
      ...(wasm === undefined ? [] : [notServed('spec.wasm')]),
      ...(dynamicModule === undefined ? [] : [notServed('spec.dynamicModule')]),
    ]);
  },
};

function extProcSection(
  written: readonly WrittenProc[],
  policy: EnvoyExtensionPolicy,
  context: PolicyContext,
): Section {
  const found = written.map((one, i) => procOf(one, `spec.extProc[${i}]`, policy, context));
  const problems = found.flatMap(one => ('problem' in one ? [one.problem] : []));
  if (problems.length > 0) return brokenSection(...problems);
  const value = found.flatMap(one => ('problem' in one ? [] : [one]));
  return sectionOf({ extProcs: { owner: resourceKey(policy.ref), value } });
}

function procOf(
  written: WrittenProc,
  path: string,
  policy: EnvoyExtensionPolicy,
  context: PolicyContext,
): ExtProc | { readonly problem: SectionProblem } {
  const found = calledService(written, path, policy, context);
  if (found === undefined) {
    const message = 'names no backend that could be asked; write backendRefs';
    return { problem: { reason: 'Invalid', message, path } };
  }
  if ('problem' in found) return found;
  const { processingMode, messageTimeout, failOpen, statusOnError, metadata, shadowMode } = written;
  const { request, response, allowModeOverride = false } = processingMode ?? {};
  return {
    // It is spoken to in gRPC, whatever else its backend is used for.
    use: eachUse(found.use, { protocol: 'http2' }),
    authority: found.authority,
    ...(request === undefined ? {} : { request: partOf(request) }),
    ...(response === undefined ? {} : { response: partOf(response) }),
    failsOpen: failOpen,
    ...(messageTimeout === undefined ? {} : { timeout: messageTimeout }),
    ...(statusOnError === undefined ? {} : { errorStatus: statusOnError }),
    choosesParts: allowModeOverride,
    readable: metadata?.accessibleNamespaces ?? [],
    writable: metadata?.writableNamespaces ?? [],
    onlyLooks: shadowMode,
  };
}

function partOf({ body, attributes }: WrittenPart): ShownPart {
  return { ...(body === undefined ? {} : { body: bodies[body] }), attributes };
}

const bodies = {
  Streamed: 'streamed',
  Buffered: 'buffered',
  BufferedPartial: 'buffered-partial',
  FullDuplexStreamed: 'full-duplex',
} as const satisfies Record<string, ShownPart['body']>;

function scriptsSection(
  sources: NonNullable<Spec['lua']>,
  policy: EnvoyExtensionPolicy,
  context: PolicyContext,
): Section {
  const found = sources.map(source => textOf(source, 'lua', policy, context));
  const problems = found.flatMap(({ problem }, i): SectionProblem[] =>
    problem === undefined ? [] : [{ reason: 'Invalid', message: problem, path: `spec.lua[${i}].valueRef` }],
  );
  if (problems.length > 0) return brokenSection(...problems);
  return sectionOf({ scripts: { lua: found.flatMap(({ text }) => text ?? []) } });
}
