import type { Finding } from '#lib/finding.ts';
import { type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { Backend, ListenerFacets } from '#model';
import type { EnvoyProxy } from '#resources';
import type { PolicyContext } from '../policies/policy-kind.ts';
import { accessLogs } from './access-logs.ts';
import type { PartProblem } from './part.ts';
import { tracing } from './tracing.ts';

/** EnvoyProxyState is an EnvoyProxy as translated, whichever gateways name it. What of it cannot be had is left out. */
export interface EnvoyProxyState {
  readonly origin: ResourceKey;
  /** Whether what the class's says holds where this one says nothing. */
  readonly merges: boolean;
  readonly listener: ListenerFacets;
  readonly hosts: readonly Backend[];
  /** What is not in force, and why. */
  readonly problems: readonly PartProblem[];
  readonly findings: readonly Finding[];
}

/** translateEnvoyProxy translates one. */
export function translateEnvoyProxy(proxy: EnvoyProxy, context: PolicyContext): EnvoyProxyState {
  const { mergeType, telemetry = {} } = proxy.spec;
  const parts = [
    ...(telemetry.accessLog === undefined ? [] : [accessLogs(telemetry.accessLog, proxy, context)]),
    ...(telemetry.tracing === undefined ? [] : [tracing(telemetry.tracing, proxy, context)]),
  ];
  const problems = parts.flatMap(part => part.problems);
  return {
    origin: resourceKey(proxy.ref),
    merges: mergeType !== 'Replace',
    listener: Object.assign({}, ...parts.map(part => part.facets)),
    hosts: parts.flatMap(part => part.hosts),
    problems,
    findings: problems.map(({ reason, message, path, part }) => ({
      severity: 'error',
      reason,
      message: `${message}; there is no such ${part} until then`,
      path,
      ref: proxy.ref,
    })),
  };
}
