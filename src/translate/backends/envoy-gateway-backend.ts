import type { Tracker } from '#graph';
import type { Finding } from '#lib/finding.ts';
import { normalizeHostname } from '#lib/hostname.ts';
import { keptList } from '#lib/kept-list.ts';
import { resourceKey } from '#lib/resource-ref.ts';
import {
  type Backend,
  type BackendDiscovery,
  backendKey,
  demandKey,
  type Report,
  type UpstreamProtocol,
  type UpstreamTls,
  type Verdict,
  type Want,
} from '#model';
import type { EnvoyGatewayBackend } from '#resources';
import { type AddressPolicy, refusal, refusedByRequest } from '../address-policy.ts';
import { authoritiesIn } from '../authorities.ts';
import { resolutionOf } from '../resolution.ts';
import { fails } from '../verdict.ts';
import { accepted, acceptedBackend, resolvedRefs } from './accepted-backend.ts';
import type { BackendKind, BackendKindContext, BackendProblem, BackendState } from './backend-kind.ts';
import { endpointsOf } from './endpoints.ts';
import { isAwaited, nameFindings, needsResolution, wantsOf } from './resolved-names.ts';
import type { TlsContext, TlsProblem } from './tls-context.ts';
import { isProtocolProblem, spokenProtocol } from './upstream-protocol.ts';
import { namesOthers, saysNobody, upstreamTls } from './upstream-tls.ts';

/** Translated is all that is made of one Backend. */
interface Translated {
  readonly state: BackendState;
  readonly report: Report;
}

type Buildable = Omit<Extract<BackendState, { kind: 'usable' }>, 'kind'>;

/** `gateway.envoyproxy.io` Backend: addresses, names and unix sockets, mixed as one likes. */
export const envoyGatewayBackend: BackendKind = {
  group: 'gateway.envoyproxy.io',
  kind: 'Backend',
  port: 'ignored',
  unreadableReason: path =>
    /^spec\.(?:endpoints|addresses)/.test(path) ? 'InvalidAddress' : 'InvalidBackendRef',
  translate(context) {
    const { graph, inputs } = context;
    const objects = inputs.of('envoy-gateway/Backend');
    const authorities = authoritiesIn(inputs);
    const { certificates, grants } = context;
    const ofTls = { authorities, certificates, grants };
    const translated = graph.map<EnvoyGatewayBackend, Translated>(
      'translate/envoy-gateway-backends',
      objects,
      (backend, _key, track) => translate(backend, context, ofTls, track),
    );
    return {
      objects,
      states: graph.derive<Translated, BackendState>(
        'translate/envoy-gateway-backend-states',
        translated,
        ({ state }) => [[state.kind === 'usable' ? state.backend.key : state.key, state]],
      ),
      reports: graph.view<Translated, Report>(
        'translate/envoy-gateway-backend-reports',
        translated,
        t => t.report,
      ),
      wants: graph.derive<EnvoyGatewayBackend, Want>('translate/wants', objects, (backend, _key, track) =>
        wantsOf(backend, context, track).map(want => [demandKey(want), want] as const),
      ),
    };
  },
};

function translate(
  backend: EnvoyGatewayBackend,
  context: BackendKindContext,
  ofTls: TlsContext,
  track: Tracker,
): Translated {
  const key = backendKey(backend.ref);
  const findings: Finding[] = [];
  let refs = backend.spec.tls !== undefined && namesOthers(backend.spec.tls) ? resolvedRefs : undefined;
  const refuse = (reason: string, { message, path, unresolved }: TlsProblem): BackendProblem => {
    findings.push({ severity: 'error', reason, message, path, ref: backend.ref });
    if (unresolved !== undefined) refs = fails(unresolved, message);
    return { reason, message };
  };
  const outcome = build(backend, context, ofTls, track, refuse);
  const state: BackendState =
    'reason' in outcome
      ? {
          kind: 'unusable',
          key,
          problem: outcome,
          fallback: backend.spec.fallback,
          ...ifTrusted(backend, context, ofTls, track),
        }
      : { kind: 'usable', ...outcome };
  return {
    state,
    report: report(backend, [...findings, ...nameFindings(backend, context, track)], refs),
  };
}

/** A policy may say by whom a Backend is believed that says so nowhere itself, and everything else of its TLS. */
function ifTrusted(
  { spec, ...rest }: EnvoyGatewayBackend,
  context: BackendKindContext,
  ofTls: TlsContext,
  track: Tracker,
): { readonly ifTrusted?: Extract<BackendState, { kind: 'usable' }> } {
  if (spec.tls === undefined || !saysNobody(spec.tls)) return {};
  const believing = { ...rest, spec: { ...spec, tls: { ...spec.tls, insecureSkipVerify: true } } };
  const refuse: Refuse = (reason, { message }) => ({ reason, message });
  const outcome = build(believing, context, ofTls, track, refuse);
  return 'reason' in outcome ? {} : { ifTrusted: { kind: 'usable', ...outcome } };
}

/** Refuse says what is wrong, for whoever reads the Backend and whoever refers to it. */
type Refuse = (reason: string, problem: TlsProblem) => BackendProblem;

function build(
  backend: EnvoyGatewayBackend,
  context: BackendKindContext,
  ofTls: TlsContext,
  track: Tracker,
  refuse: Refuse,
): Buildable | BackendProblem {
  const { spec } = backend;
  const isDynamic = spec.type === 'DynamicResolver';
  if (isDynamic && (spec.fallback || spec.fallbackRef !== undefined)) {
    const message = 'must be left out where the type is DynamicResolver: it is never known to be down';
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
  if (tls !== undefined && 'message' in tls) return refuse('InvalidBackendTLS', tls);
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
    ...(spoken.versions === undefined ? {} : { hasVersions: true }),
    ...(spec.endpoints.some(e => e.kind === 'srv') ? { hasPriorities: true } : {}),
    ...(spec.dns === undefined ? {} : { facets: { resolution: resolutionOf(spec.dns) } }),
    ...(spec.fallback ? { fallback: true } : {}),
    ...(spec.overprovisioningFactor === undefined ? {} : { overprovisioning: spec.overprovisioningFactor }),
  };
  return {
    backend: built,
    isProtocolOpen,
    ...nextOf(backend),
    ...(isAwaited(backend, context, track) ? { isAwaited: true } : {}),
  };
}

function namedBy({ endpoints }: EnvoyGatewayBackend['spec']): Pick<Backend, 'hostname'> {
  const [hostname] = endpoints.flatMap(
    e => e.serverName ?? (e.kind === 'fqdn' ? normalizeHostname(e.hostname) : []),
  );
  return hostname === undefined ? {} : { hostname };
}

function nextOf({ ref, spec: { fallbackRef } }: EnvoyGatewayBackend): Pick<Buildable, 'next'> {
  return fallbackRef === undefined ? {} : { next: { ref: fallbackRef, referrer: ref } };
}

/** Without ALPN there is nothing to choose by. */
function chosenOver({ alpn }: UpstreamTls): UpstreamProtocol {
  return alpn?.length === 0 ? 'http1' : 'auto';
}

/**
 * A protocol over TLS, and nothing said about it: each endpoint is believed by its own name, where all have one that was written.
 * Names that SRV records give are anybody's who can answer for DNS.
 */
function impliedTls({ endpoints }: EnvoyGatewayBackend['spec']): UpstreamTls {
  const isNamed =
    endpoints.length > 0 && endpoints.every(e => e.kind === 'fqdn' || e.serverName !== undefined);
  return { trust: { kind: 'system-roots' }, serverName: { kind: isNamed ? 'endpoint' : 'host' } };
}

function discoveryOf(backend: EnvoyGatewayBackend, policy: AddressPolicy): BackendDiscovery {
  const named = backend.spec.endpoints.some(e => e.kind === 'fqdn' || e.kind === 'srv');
  return named && !needsResolution(backend, policy) ? 'proxy-dns' : 'assigned';
}

function report(
  backend: EnvoyGatewayBackend,
  findings: readonly Finding[],
  refs: Verdict | undefined,
): Report {
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

const nothing: readonly Finding[] = [];
