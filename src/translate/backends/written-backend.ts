import type { Collection, Tracker } from '#graph';
import type { Finding } from '#lib/finding.ts';
import { keptList } from '#lib/kept-list.ts';
import { resourceKey } from '#lib/resource-ref.ts';
import {
  type Backend,
  type BackendFacets,
  backendKey,
  demandKey,
  type Report,
  type UpstreamProtocol,
  type UpstreamTls,
  type Verdict,
  type Want,
} from '#model';
import type { EnvoyGatewayBackend, EnvoyGatewayBackendSpec } from '#resources';
import { refusal, refusedByRequest } from '../address-policy.ts';
import { authoritiesIn } from '../authorities.ts';
import { resolutionOf } from '../resolution.ts';
import { fails } from '../verdict.ts';
import { accepted, acceptedBackend, resolvedRefs } from './accepted-backend.ts';
import type {
  BackendGroups,
  BackendKindContext,
  BackendProblem,
  BackendState,
  TranslatedBackends,
} from './backend-kind.ts';
import { discoveryOf, endpointsOf, namedBy } from './endpoints.ts';
import { isAwaited, nameFindings, wantsOf } from './resolved-names.ts';
import type { TlsContext, TlsProblem } from './tls-context.ts';
import { isProtocolProblem, spokenProtocol } from './upstream-protocol.ts';
import { impliedTls, namesOthers, saysNobody, upstreamTls } from './upstream-tls.ts';

/** WrittenBackend is a Backend that has its endpoints, their protocol and their TLS in Envoy Gateway's fields. */
export interface WrittenBackend extends Pick<EnvoyGatewayBackend, 'ref' | 'apiVersion' | 'metadata'> {
  readonly spec: EnvoyGatewayBackendSpec;
}

/** Translated is everything that is derived from one Backend. */
interface Translated {
  readonly state: BackendState;
  readonly report: Report;
}

type Buildable = Omit<Extract<BackendState, { kind: 'usable' }>, 'kind'>;

/** Dialect reads what Backends of a kind say beyond that. */
interface Dialect<B extends WrittenBackend> {
  /** The backends that it stands for. */
  readonly groupsOf?: (backend: B) => BackendGroups | undefined;
  /** How every referrer uses it, and how a client stays with one of its endpoints. */
  readonly usedAs?: (backend: B) => Used;
}

/** Used is what a Backend itself says about how it is used. */
interface Used extends Pick<Buildable, 'session'> {
  readonly facets: BackendFacets;
}

/** translateWritten derives everything that comes of the Backends of one kind. */
export function translateWritten<B extends WrittenBackend>(
  name: string,
  objects: Collection<B>,
  context: BackendKindContext,
  dialect: Dialect<B> = {},
): TranslatedBackends {
  const { graph, inputs, certificates, grants } = context;
  const ofTls = { authorities: authoritiesIn(inputs), certificates, grants };
  const translated = graph.map<B, Translated>(`translate/${name}s`, objects, (backend, _key, track) =>
    translate(backend, dialect, context, ofTls, track),
  );
  return {
    objects,
    states: graph.derive<Translated, BackendState>(`translate/${name}-states`, translated, ({ state }) => [
      [state.kind === 'usable' ? state.backend.key : state.key, state],
    ]),
    reports: graph.view<Translated, Report>(`translate/${name}-reports`, translated, t => t.report),
    wants: graph.derive<B, Want>(`translate/${name}-wants`, objects, (backend, _key, track) =>
      wantsOf(backend, context, track).map(want => [demandKey(want), want] as const),
    ),
  };
}

/** unreadableReason tells mistakes in endpoints from all others. */
export function unreadableReason(path: string): string {
  return /^spec\.(?:endpoints|addresses)\[/.test(path) ? 'InvalidAddress' : 'InvalidBackendRef';
}

function translate<B extends WrittenBackend>(
  backend: B,
  { groupsOf, usedAs }: Dialect<B>,
  context: BackendKindContext,
  ofTls: TlsContext,
  track: Tracker,
): Translated {
  const key = backendKey(backend.ref);
  const groups = groupsOf?.(backend);
  if (groups !== undefined)
    return { state: { kind: 'grouped', key, groups }, report: report(backend, [], undefined) };
  const used = usedAs?.(backend) ?? usedByDefault;
  const findings: Finding[] = [];
  let refs = backend.spec.tls !== undefined && namesOthers(backend.spec.tls) ? resolvedRefs : undefined;
  const refuse = (reason: string, { message, path, unresolved }: TlsProblem): BackendProblem => {
    findings.push({ severity: 'error', reason, message, path, ref: backend.ref });
    if (unresolved !== undefined) refs = fails(unresolved, message);
    return { reason, message };
  };
  const outcome = build(backend, used, context, ofTls, track, refuse);
  const state: BackendState =
    'reason' in outcome
      ? {
          kind: 'unusable',
          key,
          problem: outcome,
          fallback: backend.spec.fallback,
          ...ifTrusted(backend, used, context, ofTls, track),
        }
      : { kind: 'usable', ...outcome };
  return {
    state,
    report: report(backend, [...findings, ...nameFindings(backend, context, track)], refs),
  };
}

/** For a Backend whose `tls` does not say which authorities to trust, a policy may, and may set all the rest of its TLS. */
function ifTrusted(
  { spec, ...rest }: WrittenBackend,
  used: Used,
  context: BackendKindContext,
  ofTls: TlsContext,
  track: Tracker,
): { readonly ifTrusted?: Extract<BackendState, { kind: 'usable' }> } {
  if (spec.tls === undefined || !saysNobody(spec.tls)) return {};
  const believing = { ...rest, spec: { ...spec, tls: { ...spec.tls, insecureSkipVerify: true } } };
  const refuse: Refuse = (reason, { message }) => ({ reason, message });
  const outcome = build(believing, used, context, ofTls, track, refuse);
  return 'reason' in outcome ? {} : { ifTrusted: { kind: 'usable', ...outcome } };
}

/** Refuse records what is wrong for readers of the Backend, and returns it for objects that refer to it. */
type Refuse = (reason: string, problem: TlsProblem) => BackendProblem;

function build(
  backend: WrittenBackend,
  { facets, session }: Used,
  context: BackendKindContext,
  ofTls: TlsContext,
  track: Tracker,
  refuse: Refuse,
): Buildable | BackendProblem {
  const { spec } = backend;
  const isDynamic = spec.type === 'DynamicResolver';
  if (isDynamic && (spec.fallback || spec.fallbackRef !== undefined)) {
    const message =
      'must be left out, as each request says where it goes: such a Backend is never known to be down';
    return refuse('UnsupportedValue', { message, path: 'spec.fallback' });
  }
  const refused = spec.endpoints.flatMap(endpoint => {
    const message = refusal(endpoint, context.policy);
    return message === undefined ? [] : [refuse('InvalidAddress', { message, path: endpoint.at })];
  });
  const [problem] = refused;
  if (problem !== undefined) return problem;

  const spoken = spokenProtocol(spec);
  if (isProtocolProblem(spoken)) return refuse('UnsupportedProtocol', spoken);
  const tls = spec.tls === undefined ? undefined : upstreamTls(backend, spec.tls, ofTls, track);
  if (tls !== undefined && 'message' in tls) {
    return refuse(tls.unresolved === undefined ? 'InvalidBackendRef' : 'InvalidBackendTLS', tls);
  }
  const secured = tls ?? (spoken.tls ? impliedTls(spec) : undefined);
  const isProtocolOpen = spoken.isDefault === true;
  const built: Backend = {
    key: backendKey(backend.ref),
    origin: resourceKey(backend.ref),
    protocol: secured !== undefined && isProtocolOpen ? chosenOver(secured) : spoken.protocol,
    discovery: isDynamic ? 'by-request' : discoveryOf(backend, context.policy),
    ...(isDynamic ? { byRequest: refusedByRequest(context.policy) } : {}),
    endpoints: keptList(endpointsOf(backend, spoken, context, track)),
    ...(secured === undefined ? {} : { tls: secured }),
    ...namedBy(spec),
    ...(spoken.plain === undefined ? {} : { hasPlainEndpoints: true }),
    ...(spoken.older === undefined ? {} : { hasOlderEndpoints: true }),
    ...(spoken.versions === undefined ? {} : { hasVersions: true }),
    ...(spec.endpoints.some(e => e.kind === 'srv' || e.priority !== undefined)
      ? { hasPriorities: true as const }
      : {}),
    ...(spec.dns === undefined && facets === usedByDefault.facets
      ? {}
      : { facets: { ...facets, ...(spec.dns && { resolution: resolutionOf(spec.dns) }) } }),
    ...(spec.fallback ? { fallback: true } : {}),
    ...(spec.overprovisioningFactor === undefined ? {} : { overprovisioning: spec.overprovisioningFactor }),
  };
  return {
    backend: built,
    isProtocolOpen,
    ...sectionsOf(backend),
    ...nextOf(backend),
    ...(session === undefined ? {} : { session }),
    ...(isAwaited(backend, context, track) ? { isAwaited: true } : {}),
  };
}

/** Where all endpoints have the same port, a policy may mean them by it. */
function sectionsOf({ spec }: WrittenBackend): Pick<Buildable, 'sections'> {
  const [port, ...others] = new Set(spec.endpoints.map(e => ('port' in e ? e.port : undefined)));
  return port === undefined || others.length > 0 ? {} : { sections: [String(port)] };
}

function nextOf({ ref, spec: { fallbackRef } }: WrittenBackend): Pick<Buildable, 'next'> {
  return fallbackRef === undefined ? {} : { next: { ref: fallbackRef, referrer: ref } };
}

/** Without ALPN no version of HTTP can be negotiated. */
function chosenOver({ alpn }: UpstreamTls): UpstreamProtocol {
  return alpn?.length === 0 ? 'http1' : 'auto';
}

function report(backend: WrittenBackend, findings: readonly Finding[], refs: Verdict | undefined): Report {
  const errors = findings.filter(f => f.severity === 'error');
  const message = `The Backend was not accepted: ${errors.map(f => f.message).join('; ')}`;
  return {
    ref: backend.ref,
    apiVersion: backend.apiVersion,
    generation: backend.metadata.generation,
    findings: findings.length === 0 ? nothing : findings,
    outcome:
      errors.length === 0 && refs === undefined
        ? acceptedBackend
        : {
            kind: 'object',
            verdicts: {
              Accepted: errors.length === 0 ? accepted : fails('Invalid', message),
              ...(refs === undefined ? {} : { ResolvedRefs: refs }),
            },
          },
  };
}

const usedByDefault: Used = { facets: {} };

const nothing: readonly Finding[] = [];
