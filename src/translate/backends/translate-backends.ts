import type { Collection, Graph } from '#graph';
import type { Backend, GenericSecret, Report, Transport, Want } from '#model';
import type { BackendLookup, BackendSummary } from '../backend-lookup.ts';
import {
  type BackendPlace,
  type GovernedBackend,
  type GovernedState,
  governBackend,
  type PoliciesOnBackend,
  placeOf,
  policiesOn,
  resolutionOn,
} from '../policies/governed-backend.ts';
import type { PointPolicies } from '../policies/policies-in-force.ts';
import { accepted } from './accepted-backend.ts';
import {
  type BackendKind,
  type BackendKindContext,
  type BackendState,
  backendKinds,
  type TranslatedBackends,
} from './index.ts';
import { selectWorkloads } from './istio/selected-workloads.ts';
import { indexSlices } from './service-port.ts';

/** TranslatedAllBackends is the part of the graph for backends of every kind. */
export interface TranslatedAllBackends extends Pick<BackendLookup, 'summaries' | 'kinds'> {
  readonly backends: Collection<Backend>;
  /** The backends that policies are about. */
  readonly governed: Collection<GovernedBackend>;
  readonly reports: Collection<Report>;
  /** Backends that nobody wrote, but that some of these need to be called. */
  readonly called: Collection<Backend>;
  readonly secrets: Collection<GenericSecret>;
  readonly wants: Collection<Want>;
}

/** translateBackends lays out the graph from objects that can be referred to, to backends and to what referrers read of them. */
export function translateBackends(
  given: Omit<BackendKindContext, 'resolutionOn' | 'slices' | 'workloads'>,
  policies: Collection<PointPolicies>,
): TranslatedAllBackends {
  const context: BackendKindContext = {
    ...given,
    slices: indexSlices(
      given.graph,
      given.inputs,
      'translate/slices-by-service',
      'kubernetes.io/service-name',
    ),
    workloads: selectWorkloads(given.graph, given.inputs),
    resolutionOn: (backend, track) => resolutionOn(backend, policies, track),
  };
  const { graph } = context;
  const laid = new Map<string, TranslatedBackends>();
  const kinds = backendKinds.map(kind => {
    const translated = kind.translate(context, before => {
      const found = laid.get(nameOf(before));
      if (found === undefined) throw new Error(`${nameOf(before)} stands behind ${nameOf(kind)}`);
      return found;
    });
    laid.set(nameOf(kind), translated);
    // Whether an object exists is all that a referrer asks of it: its contents must not re-run every route.
    const known = graph.view<unknown, true>(
      `translate/${nameOf(kind)}-known`,
      translated.objects,
      () => true,
    );
    return { kind, ...translated, known };
  });
  const written = graph.join(
    'translate/written-backends',
    kinds.map(k => k.states),
  );
  // Few backends have policies on them: only those are kept a second time.
  const places = graph.view<BackendState, BackendPlace>('translate/backend-places', written, placeOf);
  const policed = graph.map<BackendPlace, PoliciesOnBackend>(
    'translate/policies-on-backends',
    places,
    (place, _, track) => policiesOn(place, policies, track),
  );
  const ruled = graph.map<PoliciesOnBackend, GovernedState>(
    'translate/governed-states',
    policed,
    (policies, key, track) => {
      const state = track.fetch(written, key);
      return state && governBackend(state, policies);
    },
  );
  const governed = graph.view<GovernedState, GovernedBackend>(
    'translate/governed-backends',
    ruled,
    one => one.governed,
  );
  const states = graph.join('translate/backend-states', [
    graph.view<GovernedState, BackendState>('translate/states-as-governed', ruled, ({ state }) => state),
    written,
  ]);
  const reports = joined(
    graph,
    'translate/backend-reports',
    kinds.flatMap(k => k.reports ?? []),
  );
  return {
    kinds,
    governed,
    backends: graph.view<BackendState, Backend>('translate/backends', states, s =>
      s.kind === 'usable' ? s.backend : undefined,
    ),
    summaries: graph.view<BackendState, BackendSummary>('translate/backend-summaries', states, summarize),
    reports: joined(graph, 'translate/all-backend-reports', [
      trustedReports(graph, governed, reports),
      reports,
    ]),
    called: joined(
      graph,
      'translate/called-for-backends',
      kinds.flatMap(k => k.called ?? []),
    ),
    secrets: joined(
      graph,
      'translate/secrets-of-backends',
      kinds.flatMap(k => k.secrets ?? []),
    ),
    wants: joined(
      graph,
      'translate/all-wants',
      kinds.flatMap(k => k.wants ?? []),
    ),
  };
}

function nameOf({ kind, group }: Pick<BackendKind, 'group' | 'kind'>): string {
  return `${kind}.${group}`;
}

/** Where a policy says which authorities to trust, the Backend's report no longer complains that its own TLS does not. */
function trustedReports(
  graph: Graph,
  governed: Collection<GovernedBackend>,
  reports: Collection<Report>,
): Collection<Report> {
  return graph.derive<GovernedBackend, Report>(
    'translate/trusted-reports',
    governed,
    ({ origin, isTrustedByPolicy }, _key, track) => {
      const report = isTrustedByPolicy === true ? track.fetch(reports, origin) : undefined;
      if (report === undefined) return [];
      const findings = report.findings.filter(({ severity }) => severity !== 'error');
      const verdicts = report.outcome.kind === 'object' ? report.outcome.verdicts : {};
      const outcome = { kind: 'object', verdicts: { ...verdicts, Accepted: accepted } } as const;
      return [[origin, { ...report, findings, outcome }]];
    },
  );
}

function joined<V>(graph: Graph, name: string, collections: readonly Collection<V>[]): Collection<V> {
  return graph.join(name, collections);
}

/** The transport of a backend that only one transport can reach. */
function carriedBy({
  backend: { protocol, tls, endpoints },
  isProtocolOpen,
}: Extract<BackendState, { kind: 'usable' }>): { readonly transport?: Transport } {
  if (protocol === 'udp') return { transport: 'udp' };
  const isStream = !isProtocolOpen || tls !== undefined || endpoints.some(e => e.kind === 'unix');
  return isStream ? { transport: 'tcp' } : {};
}

function summarize(state: BackendState): BackendSummary {
  if (state.kind === 'grouped') return { kind: 'grouped', groups: state.groups };
  if (state.kind === 'unusable')
    return { kind: 'unusable', fallback: state.fallback === true, problem: state.problem };
  const { problem, next, isAwaited, policies, session } = state;
  const { key, protocol, discovery, endpoints, fallback = false } = state.backend;
  const { byRequest, hasPriorities, hasOlderEndpoints, hosted, lambda } = state.backend;
  return {
    kind: 'usable',
    use: {
      backend: key,
      protocol,
      ...(policies === undefined ? {} : { policies }),
      ...(byRequest === undefined ? {} : { byRequest }),
      ...(hasPriorities === undefined ? {} : { hasPriorities }),
      ...(hasOlderEndpoints === undefined ? {} : { hasOlderEndpoints }),
      ...(hosted === undefined ? {} : { hosted }),
      ...(lambda === undefined ? {} : { lambda: { arn: lambda.arn, authority: lambda.authority } }),
    },
    fallback,
    ...(next === undefined ? {} : { next }),
    ...(session === undefined ? {} : { session }),
    ...carriedBy(state),
    empty: discovery === 'assigned' && endpoints.length === 0 && isAwaited !== true,
    ...(problem === undefined ? {} : { problem }),
  };
}
