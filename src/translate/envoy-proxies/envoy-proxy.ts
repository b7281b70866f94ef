import type { Finding } from '#lib/finding.ts';
import { type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type {
  Backend,
  BackendFacets,
  FilterMove,
  ListenerFacets,
  Places,
  ProxyProcess,
  RouteOrder,
  WorkloadParameters,
} from '#model';
import type { EnvoyProxy } from '#resources';
import type { KeyPairContext } from '../key-pair.ts';
import type { CallShape } from '../policies/call-settings.ts';
import { given, unlessEmpty } from '../policies/given.ts';
import { healthLog } from '../policies/health-settings.ts';
import type { CallContext } from '../policies/policy-kind.ts';
import { accessLogs } from './access-logs.ts';
import { backendSettings } from './backend-settings.ts';
import { metrics } from './metrics.ts';
import type { PartProblem } from './part.ts';
import { placeDatabases } from './place-databases.ts';
import { processOf } from './process.ts';
import { requestIds } from './request-ids.ts';
import { tracing } from './tracing.ts';
import { workloadParameters } from './workload-parameters.ts';

/** EnvoyProxyState is an EnvoyProxy as translated, whichever gateways name it. Settings that cannot be used are left out. */
export interface EnvoyProxyState {
  readonly origin: ResourceKey;
  /** Whether the class's EnvoyProxy holds where this one says nothing. */
  readonly merges: boolean;
  /** Whether all gateways of the class that names it share one proxy. */
  readonly mergesGateways: boolean;
  readonly listener: ListenerFacets;
  /** How all backends are used. */
  readonly backend: BackendFacets;
  /** How the services that telemetry is sent to are used. */
  readonly shapes?: readonly CallShape[];
  /** How the process is run. */
  readonly process?: ProxyProcess;
  /** How a cluster runs it. */
  readonly workload?: WorkloadParameters;
  readonly routeOrder?: RouteOrder;
  /** The databases that tell where clients are. */
  readonly places?: Places;
  /** Whether requests are counted for each host that routes name. */
  readonly countsHosts?: boolean;
  /** Where listeners listen if their gateway names no addresses. */
  readonly addresses?: readonly string[];
  readonly hosts: readonly Backend[];
  /** What is not in force, and why. */
  readonly problems: readonly PartProblem[];
  readonly findings: readonly Finding[];
}

/** EnvoyProxyContext is what an EnvoyProxy is translated with. */
export interface EnvoyProxyContext extends CallContext, KeyPairContext {
  /** Whether we have a cluster run a proxy for each Gateway. */
  readonly runsProxies: boolean;
  readonly proxiesStartElsewhere: boolean;
}

/** translateEnvoyProxy translates an EnvoyProxy. */
export function translateEnvoyProxy(proxy: EnvoyProxy, context: EnvoyProxyContext): EnvoyProxyState {
  const { mergeGateways, mergeType, ipFamily, preserveRouteOrder, telemetry = {} } = proxy.spec;
  const settings = backendSettings(proxy, context);
  const counted = telemetry.metrics && metrics(telemetry.metrics, proxy, context);
  const logged = telemetry.healthCheckLog && healthLog(telemetry.healthCheckLog);
  const moves = filterMoves(proxy.spec);
  const process = processOf(proxy.spec);
  const parts = [
    ...(telemetry.accessLog === undefined ? [] : [accessLogs(telemetry.accessLog, proxy, context)]),
    ...(telemetry.tracing === undefined ? [] : [tracing(telemetry.tracing, proxy, context)]),
    ...(telemetry.requestID === undefined ? [] : [requestIds(telemetry.requestID)]),
  ];
  const told = [...parts, ...(counted === undefined ? [] : [counted])];
  const calls = told.flatMap(part => part.calls ?? []);
  const problems = [...told.flatMap(part => part.problems), ...settings.problems];
  const started = unlessEmpty({ ...process.value, ...counted?.process });
  return {
    origin: resourceKey(proxy.ref),
    merges: mergeType !== 'Replace',
    mergesGateways: mergeGateways && !context.runsProxies,
    listener: Object.assign(
      moves.length === 0 ? {} : { filterOrder: { moves } },
      ...parts.map(part => part.facets),
      counted?.listener,
    ),
    backend: { ...settings.facets, ...counted?.facets, ...given({ healthLog: logged }) },
    shapes: calls.flatMap(({ shapes }) => shapes),
    ...given({
      process: started,
      workload: workloadParameters(proxy.spec),
      places: proxy.spec.geoIP && {
        databases: placeDatabases(proxy.spec.geoIP),
        origin: resourceKey(proxy.ref),
      },
      countsHosts: telemetry.metrics?.enableVirtualHostStats,
      routeOrder: preserveRouteOrder === undefined ? undefined : routeOrders[`${preserveRouteOrder}`],
    }),
    ...(ipFamily === undefined ? {} : { addresses: everyAddress[ipFamily] }),
    hosts: told.flatMap(part => part.hosts),
    problems,
    findings: [
      ...problems.map(({ reason, message, path, part }) => ({
        severity: 'error' as const,
        reason,
        message: `${message}; there is no such ${part} until then`,
        path,
        ref: proxy.ref,
      })),
      ...calls.flatMap(({ warnings }) =>
        warnings.map(warning => ({ severity: 'warning' as const, ...warning, ref: proxy.ref })),
      ),
      ...process.mistakes.map(mistake => ({
        ...mistake,
        severity: 'warning' as const,
        reason: 'UnsupportedValue',
        ref: proxy.ref,
      })),
      ...(mergeGateways && context.runsProxies ? [unmerged(proxy)] : []),
      ...(started !== undefined && context.proxiesStartElsewhere ? [startedElsewhere(proxy)] : []),
    ],
  };
}

function unmerged({ ref }: EnvoyProxy): Finding {
  const message = 'is not served where each Gateway has a proxy that a cluster runs: each keeps its own';
  return { severity: 'warning', reason: 'UnsupportedValue', message, path: 'spec.mergeGateways', ref };
}

function startedElsewhere({ ref }: EnvoyProxy): Finding {
  const message =
    'how the process of a proxy is run (bootstrap, concurrency, extraArgs, logging, shutdown, telemetry.metrics) has no effect where others start it; say it there, or have Fairlead start it (`up`, `serve --run-gateways`)';
  return { severity: 'warning', reason: 'UnsupportedValue', message, path: 'spec', ref };
}

const routeOrders = { true: 'written', false: 'precedence' } as const;
const everyAddress = { IPv4: ['0.0.0.0'], IPv6: ['::'], DualStack: ['0.0.0.0', '::'] } as const;

/** Former names of filters in Envoy Gateway. */
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
