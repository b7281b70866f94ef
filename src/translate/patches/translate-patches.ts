import type { Collection, Graph, Index } from '#graph';
import type { Finding } from '#lib/finding.ts';
import { localZone, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import { typeUrls, type XdsType } from '#lib/xds-resource.ts';
import { type PatchOutcome, type ProxyId, proxyId, type Report, type Verdict, type XdsPatch } from '#model';
import { type EnvoyPatchPolicy, gatewayApiGroup } from '#resources';
import type { AttachPoint } from '../gateways/attach-point.ts';
import { gatewayClassKey } from '../gateways/ownership.ts';
import type { Inputs } from '../inputs.ts';
import { operationOf } from '../json-patch-operation.ts';
import { reportOn } from '../report.ts';
import { fails, holds } from '../verdict.ts';

const types = new Map(Object.entries(typeUrls).map(([type, url]) => [url as string, type as XdsType]));

/** translatePatches derives the changes that policies make, by policy and place in it; none where the operator allows none. */
export function translatePatches(graph: Graph, inputs: Inputs, areAllowed: boolean): Collection<XdsPatch> {
  return graph.derive<EnvoyPatchPolicy, XdsPatch>(
    'translate/patches',
    inputs.of('envoy-gateway/EnvoyPatchPolicy'),
    (policy, origin) =>
      areAllowed && isAboutProxy(policy)
        ? policy.spec.jsonPatches.map(
            (one, index) => [patchKey(origin, index), patchOf(policy, one, index)] as const,
          )
        : [],
  );
}

/** patchKey names a patch. */
export function patchKey(policy: ResourceKey, index: number): string {
  return [policy, index].join('\n');
}

function patchOf(
  { ref, metadata, spec }: EnvoyPatchPolicy,
  { type, name, operation }: EnvoyPatchPolicy['spec']['jsonPatches'][number],
  index: number,
): XdsPatch {
  return {
    origin: resourceKey(ref),
    created: metadata.creationTimestamp ?? '',
    priority: spec.priority,
    index,
    proxy: proxyOf(ref.namespace, spec.targetRef),
    type: types.get(type) ?? 'listener',
    name,
    operation: operationOf(operation),
  };
}

type TargetRef = EnvoyPatchPolicy['spec']['targetRef'];

/** A GatewayClass stands for a proxy where its Gateways share one. */
function isAboutProxy({ spec: { targetRef } }: EnvoyPatchPolicy): boolean {
  return targetRef.group === gatewayApiGroup && ['Gateway', 'GatewayClass'].includes(targetRef.kind);
}

function proxyOf(namespace: string, { kind, name }: TargetRef): ProxyId {
  return kind === 'Gateway'
    ? proxyId({ kind: 'gateway', namespace, name })
    : proxyId({ kind: 'gateway-class', name });
}

/** PatchTargets are the objects with a proxy of their own that could be patched, by ResourceKey. */
export interface PatchTargets {
  readonly attachPoints: Collection<AttachPoint>;
  readonly merging: Collection<true>;
}

/** reportPatches says what became of every such policy. */
export function reportPatches(
  graph: Graph,
  inputs: Inputs,
  { attachPoints, merging }: PatchTargets,
  outcomes: Index<PatchOutcome> | undefined,
): Collection<Report> {
  return graph.map<EnvoyPatchPolicy, Report>(
    'translate/patch-reports',
    inputs.of('envoy-gateway/EnvoyPatchPolicy'),
    (policy, key, track) => {
      const { targetRef } = policy.spec;
      const { group, kind, name } = targetRef;
      const { namespace } = policy.ref;
      const isOfClass = kind === 'GatewayClass';
      const target = isOfClass
        ? gatewayClassKey(name)
        : resourceKey({ group, kind, zone: localZone, namespace, name });
      const known = isOfClass ? merging : attachPoints;
      const refused = refusal(
        policy,
        outcomes !== undefined,
        () => track.fetch<unknown>(known, target) !== undefined,
      );
      const became = refused === undefined && outcomes !== undefined ? track.fetchAll(outcomes, key) : [];
      const Accepted = refused?.verdict ?? holds('Accepted', 'The policy was accepted');
      const Programmed = refused === undefined ? programmed(became) : { Programmed: refused.verdict };
      return reportOn(policy, [...(refused?.findings ?? []), ...became.flatMap(o => findingOf(policy, o))], {
        kind: 'policy',
        ancestors: [
          {
            ancestorRef: { group, kind, ...(isOfClass ? {} : { namespace }), name },
            verdicts: { Accepted, ...Programmed },
          },
        ],
      });
    },
  );
}

interface Refused {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
}

function refusal(policy: EnvoyPatchPolicy, areAllowed: boolean, isThere: () => boolean): Refused | undefined {
  const { ref, spec } = policy;
  const say = (reason: string, message: string, path: string): Refused => ({
    verdict: fails(reason, message),
    findings: [{ severity: 'error', reason, message, path, ref }],
  });
  if (!areAllowed) {
    const message = 'EnvoyPatchPolicy is disabled: the operator enables it with --enable-envoy-patch-policy';
    return say('Disabled', message, '');
  }
  const { kind, name } = spec.targetRef;
  if (!isAboutProxy(policy)) {
    return say(
      'Invalid',
      `${kind} is nothing that an EnvoyPatchPolicy can be about; name a Gateway`,
      'spec.targetRef',
    );
  }
  if (isThere()) return undefined;
  const missing =
    kind === 'GatewayClass'
      ? `GatewayClass ${name} has no proxy: its Gateways share none (mergeGateways)`
      : `Gateway ${ref.namespace}/${name} was not found`;
  return say('TargetNotFound', missing, 'spec.targetRef');
}

function programmed(outcomes: readonly PatchOutcome[]): { readonly Programmed: Verdict } {
  const problems = outcomes.flatMap(({ problem, patch }) =>
    problem === undefined ? [] : [{ ...problem, patch }],
  );
  const [first] = problems;
  if (first === undefined)
    return { Programmed: holds('Programmed', 'Patches have been successfully applied') };
  const said = problems.map(({ patch, message }) => `spec.jsonPatches[${patch.index}] ${message}`).join('; ');
  return { Programmed: fails(first.reason, said) };
}

function findingOf({ ref }: EnvoyPatchPolicy, { patch, problem }: PatchOutcome): Finding[] {
  if (problem === undefined) return [];
  const { reason, message } = problem;
  return [
    {
      severity: 'error',
      reason,
      message: `${message}; it changes nothing until then`,
      path: `spec.jsonPatches[${patch.index}]`,
      ref,
    },
  ];
}
