import type { Finding } from '#lib/finding.ts';
import { type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { Backend, BackendFacets, FilterMove, ListenerFacets, ProxyProcess } from '#model';
import type { EnvoyProxy } from '#resources';
import type { KeyPairContext } from '../key-pair.ts';
import { given } from '../policies/given.ts';
import type { PolicyContext } from '../policies/policy-kind.ts';
import { accessLogs } from './access-logs.ts';
import { backendSettings } from './backend-settings.ts';
import type { PartProblem } from './part.ts';
import { processOf } from './process.ts';
import { tracing } from './tracing.ts';

/** EnvoyProxyState is an EnvoyProxy as translated, whichever gateways name it. What of it cannot be had is left out. */
export interface EnvoyProxyState {
  readonly origin: ResourceKey;
  /** Whether what the class's says holds where this one says nothing. */
  readonly merges: boolean;
  readonly listener: ListenerFacets;
  /** How all backends are used. */
  readonly backend: BackendFacets;
  /** How the process is run. */
  readonly process?: ProxyProcess;
  /** Where listeners listen if their gateway names no addresses. */
  readonly addresses?: readonly string[];
  readonly hosts: readonly Backend[];
  /** What is not in force, and why. */
  readonly problems: readonly PartProblem[];
  readonly findings: readonly Finding[];
}

/** translateEnvoyProxy translates one. */
export function translateEnvoyProxy(
  proxy: EnvoyProxy,
  context: PolicyContext & KeyPairContext,
): EnvoyProxyState {
  const { mergeType, ipFamily, telemetry = {} } = proxy.spec;
  const backend = backendSettings(proxy, context);
  const moves = filterMoves(proxy.spec);
  const parts = [
    ...(telemetry.accessLog === undefined ? [] : [accessLogs(telemetry.accessLog, proxy, context)]),
    ...(telemetry.tracing === undefined ? [] : [tracing(telemetry.tracing, proxy, context)]),
  ];
  const problems = [...parts.flatMap(part => part.problems), ...backend.problems];
  return {
    origin: resourceKey(proxy.ref),
    merges: mergeType !== 'Replace',
    listener: Object.assign(
      moves.length === 0 ? {} : { filterOrder: { moves } },
      ...parts.map(part => part.facets),
    ),
    backend: backend.facets,
    ...given({ process: processOf(proxy.spec) }),
    ...(ipFamily === undefined ? {} : { addresses: everyAddress[ipFamily] }),
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

const everyAddress = { IPv4: ['0.0.0.0'], IPv6: ['::'], DualStack: ['0.0.0.0', '::'] } as const;

/** Names that Envoy Gateway had for them before. */
const olderNames: Readonly<Record<string, string>> = {
  'envoy.filters.http.basic_authn': 'envoy.filters.http.basic_auth',
};

function filterMoves({ filterOrder }: EnvoyProxy['spec']): FilterMove[] {
  const nameOf = (name: string) => olderNames[name] ?? name;
  return filterOrder.map(({ name, before, after }) => {
    const side = before === undefined ? 'after' : 'before';
    return { filter: nameOf(name), side, of: nameOf(before ?? after ?? '') };
  });
}
