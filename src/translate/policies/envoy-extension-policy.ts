import { resourceKey } from '#lib/resource-ref.ts';
import { type ExtProc, eachUse, type RouteFacets, type Script, type ShownPart } from '#model';
import type { EnvoyExtensionPolicy } from '#resources';
import { textOf } from '../text-source.ts';
import type { CallSettings } from './call-settings.ts';
import { usedService } from './called-service.ts';
import { wasmSection } from './envoy-extension-policy/wasm.ts';
import type { PolicyContext, PolicyKind } from './policy-kind.ts';
import {
  brokenSection,
  meaningOf,
  notServed,
  type Section,
  type SectionProblem,
  sectionOf,
} from './section.ts';

type Spec = EnvoyExtensionPolicy['spec'];
type WrittenProc = NonNullable<Spec['extProc']>[number];
type WrittenPart = NonNullable<NonNullable<WrittenProc['processingMode']>['request']>;

/**
 * EnvoyExtensionPolicy of Envoy Gateway: extensions that are no part of Envoy, which requests and responses must pass
 * through.
 */
export const envoyExtensionPolicy: PolicyKind<EnvoyExtensionPolicy> = {
  id: 'envoy-gateway/EnvoyExtensionPolicy',
  group: 'gateway.envoyproxy.io',
  kind: 'EnvoyExtensionPolicy',
  targets: ['gateway', 'route'],
  guards: 'requests',
  requestSettings: () =>
    ({ extProcs: 'extProc', scripts: 'lua', wasm: 'wasm' }) satisfies Partial<
      Record<keyof RouteFacets, string>
    >,
  translate(policy, context) {
    const { extProc = [], lua = [], wasm = [], dynamicModule } = policy.spec;
    return meaningOf([
      ...(extProc.length === 0 ? [] : [extProcSection(extProc, policy, context)]),
      ...(lua.length === 0 ? [] : [scriptsSection(lua, policy, context)]),
      ...(wasm.length === 0 ? [] : [wasmSection(wasm, policy, context)]),
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
  if (found.some((one, i) => 'problem' in one && !written[i]?.failOpen)) return brokenSection(...problems);
  const usable = found.flatMap(one => ('problem' in one ? [] : [one]));
  const value = usable.map(({ proc }) => proc);
  const facets = value.length === 0 ? {} : { extProcs: { owner: resourceKey(policy.ref), value } };
  return { facets, problems, failsOpen: true, calls: usable.map(({ settings }) => settings) };
}

function procOf(
  written: WrittenProc,
  path: string,
  policy: EnvoyExtensionPolicy,
  context: PolicyContext,
): { readonly proc: ExtProc; readonly settings: CallSettings } | { readonly problem: SectionProblem } {
  const found = usedService(written, path, policy, context);
  if ('problem' in found) return found;
  const { processingMode, messageTimeout, failOpen, statusOnError, metadata, shadowMode } = written;
  const { request, response, allowModeOverride = false } = processingMode ?? {};
  const { settings } = found;
  const proc: ExtProc = {
    // A processor is called by gRPC, whatever else its backend is used for.
    use: eachUse(found.use, { protocol: 'http2' }),
    authority: found.authority,
    ...(settings.retries === undefined ? {} : { retries: settings.retries }),
    ...(request === undefined ? {} : { request: shownPart(request) }),
    ...(response === undefined ? {} : { response: shownPart(response) }),
    failsOpen: failOpen,
    ...((messageTimeout ?? found.settings.timeout) === undefined
      ? {}
      : { timeout: messageTimeout ?? found.settings.timeout }),
    ...(statusOnError === undefined ? {} : { errorStatus: statusOnError }),
    choosesParts: allowModeOverride,
    readable: metadata?.accessibleNamespaces ?? [],
    writable: metadata?.writableNamespaces ?? [],
    onlyLooks: shadowMode,
  };
  return { proc, settings };
}

function shownPart({ body, attributes }: WrittenPart): ShownPart {
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
  const lua = found.flatMap(({ text }, i): Script[] => {
    const context = sources[i]?.filterContext;
    return text === undefined ? [] : [{ text, ...(context === undefined ? {} : { context }) }];
  });
  return sectionOf({ scripts: { lua } });
}
