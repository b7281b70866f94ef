import type { Collection, Tracker } from '#graph';
import { type Finding, isError } from '#lib/finding.ts';
import { localZone, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import {
  type BackendFacets,
  type ListenerFacets,
  mergeFacets,
  type ProxyProcess,
  type WorkloadParameters,
} from '#model';
import type { Gateway, GatewayClass } from '#resources';
import { given, unlessEmpty } from '../policies/given.ts';
import type { EnvoyProxyState } from './envoy-proxy.ts';
import { mergedWorkload } from './merged-workload.ts';

/** GatewayParameters are what the EnvoyProxies that a gateway and its class name say together. */
export interface GatewayParameters
  extends Pick<EnvoyProxyState, 'addresses' | 'countsHosts' | 'places' | 'routeOrder'> {
  readonly listener: ListenerFacets;
  /** How all backends are used. */
  readonly backend: BackendFacets;
  /** How the process is run. */
  readonly process?: ProxyProcess;
  /** How a cluster runs it. */
  readonly workload?: WorkloadParameters;
  /** The EnvoyProxies in force, the gateway's own first. */
  readonly inForce: readonly ResourceKey[];
  /** What is wrong with them or with how they are named, in words that follow "Invalid". */
  readonly problems: readonly string[];
  readonly findings: readonly Finding[];
}

/** ParametersLookup is where EnvoyProxies are looked up. */
export interface ParametersLookup {
  readonly states: Collection<EnvoyProxyState>;
  /** What is wrong with objects of which no version could be read, by ResourceKey. */
  readonly unreadable: Collection<readonly Finding[]>;
}

/** ParametersRef names an EnvoyProxy; `path` is where the reference is written. */
export interface ParametersRef {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly path: string;
}

/** parametersOfGateway is the reference of a Gateway itself. */
export function parametersOfGateway({ ref, spec }: Gateway): ParametersRef | undefined {
  const named = spec.infrastructure?.parametersRef;
  const path = 'spec.infrastructure.parametersRef';
  return named && { ...named, namespace: ref.namespace, path };
}

/** parametersOfClass is the reference of a GatewayClass, for all its gateways. */
export function parametersOfClass({ spec }: GatewayClass): ParametersRef | undefined {
  return spec.parametersRef && { ...spec.parametersRef, path: 'spec.parametersRef' };
}

/** The kinds of object that may be named, by group. */
const parametersKinds: Readonly<Record<string, string>> = {
  'gateway.envoyproxy.io': 'EnvoyProxy',
  'gateway.kgateway.dev': 'GatewayParameters',
};

/** parametersKey is the ResourceKey of the named object; undefined where no such object can exist. */
export function parametersKey({ group, kind, name, namespace }: ParametersRef): ResourceKey | undefined {
  if (parametersKinds[group] !== kind || namespace === undefined) return undefined;
  return resourceKey({ group, kind, zone: localZone, namespace, name });
}

/** FoundParameters is the EnvoyProxy that a reference names, or why there is none. */
export type FoundParameters = { readonly state: EnvoyProxyState } | { readonly problem: string };

/** findParameters looks up the EnvoyProxy that a reference names. */
export function findParameters(
  ref: ParametersRef,
  { states, unreadable }: ParametersLookup,
  track: Tracker,
): FoundParameters {
  const { group, kind, name, namespace } = ref;
  if (parametersKinds[group] !== kind)
    return {
      problem: `${kind} of group ${group} says nothing to us; name an EnvoyProxy of gateway.envoyproxy.io or GatewayParameters of gateway.kgateway.dev`,
    };
  const key = parametersKey(ref);
  if (key === undefined) return { problem: `names no namespace, in which ${kind} ${name} would stand` };
  const state = track.fetch(states, key);
  if (state !== undefined) return { state };
  const shown = `${kind} ${namespace}/${name}`;
  const [mistake] = (track.fetch(unreadable, key) ?? []).filter(isError);
  if (mistake !== undefined)
    return { problem: `${shown} cannot be used: ${mistake.path} ${mistake.message}` };
  return { problem: `${shown} was not found` };
}

/** findParametersOfClass looks up what a GatewayClass names; undefined where it names nothing. */
export function findParametersOfClass(
  ofClass: GatewayClass,
  lookup: ParametersLookup,
  track: Tracker,
): FoundParameters | undefined {
  const ref = parametersOfClass(ofClass);
  return ref && findParameters(ref, lookup, track);
}

/** problemsOf says what is wrong with what is named, in words that follow "Invalid". */
export function problemsOf(found: FoundParameters | undefined): string[] {
  if (found === undefined) return [];
  if ('problem' in found) return [`parametersRef: ${found.problem}`];
  return found.state.problems.map(
    ({ part, path, message }) => `${part} in the referenced EnvoyProxy: ${path} ${message}`,
  );
}

/** mergesGateways tells, by what is found for a class, whether all gateways of it share one proxy. */
export function mergesGateways(ofClass: FoundParameters | undefined): boolean {
  return ofClass !== undefined && 'state' in ofClass && ofClass.state.mergesGateways;
}

/**
 * gatewayParameters puts together what a gateway and its class name. The gateway's own goes first, and holds alone unless it
 * merges.
 */
export function gatewayParameters(
  gateway: Gateway,
  ofClass: GatewayClass | undefined,
  lookup: ParametersLookup,
  track: Tracker,
): GatewayParameters | undefined {
  const general = ofClass && findParametersOfClass(ofClass, lookup, track);
  const isSharing = mergesGateways(general);
  const own = parametersOfGateway(gateway);
  const first = own && (isSharing ? { problem: notItsOwn } : findParameters(own, lookup, track));
  const isAlone = !isSharing && first !== undefined && !('state' in first && first.state.merges);
  const second = isAlone ? undefined : general;
  if (first === undefined && second === undefined) return undefined;
  const states = [first, second].flatMap(found =>
    found !== undefined && 'state' in found ? [found.state] : [],
  );
  return {
    listener: namedSpans(
      mergeFacets(...states.map(state => state.listener)),
      isSharing ? gateway.spec.gatewayClassName : `${gateway.ref.name}.${gateway.ref.namespace}`,
    ),
    backend: mergeFacets(...states.map(state => state.backend)),
    ...given({
      process: unlessEmpty(firstOfEach(states.map(state => state.process))),
      workload: unlessEmpty(mergedWorkload(states.map(state => state.workload))),
    }),
    ...firstOfEach(
      states.map(({ addresses, countsHosts, places, routeOrder }) =>
        given({ addresses, countsHosts, places, routeOrder }),
      ),
    ),
    inForce: states.map(({ origin }) => origin),
    problems: [...problemsOf(first), ...problemsOf(second)],
    findings:
      own === undefined || first === undefined || 'state' in first
        ? []
        : [parametersFinding(gateway, own, first.problem)],
  };
}

const notItsOwn =
  "the Gateways of its class share a proxy, which is run as the class's EnvoyProxy says (mergeGateways); name none here";

/** Field by field, the first that says it. */
function firstOfEach<T extends object>(all: readonly (T | undefined)[]): Partial<T> {
  return Object.assign({}, ...all.toReversed());
}

/** parametersFinding reports, on the object with the reference, why there are no such parameters. */
export function parametersFinding(
  { ref }: Pick<Gateway | GatewayClass, 'ref'>,
  { path }: ParametersRef,
  message: string,
): Finding {
  return { severity: 'error', reason: 'InvalidParameters', message, path, ref };
}

/** namedSpans has spans carry the name of the gateway, or of the proxy that it shares, where none is written. */
export function namedSpans(facets: ListenerFacets, name: string): ListenerFacets {
  const { tracing } = facets;
  if (tracing === undefined || tracing.provider.kind === 'zipkin' || tracing.provider.name !== undefined)
    return facets;
  return {
    ...facets,
    tracing: { ...tracing, provider: { ...tracing.provider, name } },
  };
}
