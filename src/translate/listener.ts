import type { Collection, Tracker } from '#graph';
import type { Finding } from '#lib/finding.ts';
import { normalizeHostname } from '#lib/hostname.ts';
import { localZone, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { Listener, Verdict, Verdicts } from '#model';
import type { Gateway, GatewayListener } from '#resources';
import type { CertificateState } from './certificate.ts';
import type { ReferenceGrants } from './reference-grants.ts';
import { fails, holds } from './verdict.ts';

const gatewayApi = 'gateway.networking.k8s.io';

/** RouteKind names a kind of route, as listeners allow and support them. */
export interface RouteKind {
  readonly group: string;
  readonly kind: string;
}

/** The kinds of route that each protocol carries. A protocol that is not here is not served. */
const kindsByProtocol: Readonly<Record<string, readonly RouteKind[]>> = {
  HTTP: [{ group: gatewayApi, kind: 'HTTPRoute' }],
  HTTPS: [{ group: gatewayApi, kind: 'HTTPRoute' }],
};

/** ListenerState is a listener as translated: what routes attach to, what is in force, what to say of it. */
export interface ListenerState {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly hostname?: string;
  readonly namespaces: GatewayListener['allowedRoutes']['namespaces'];
  readonly kinds: readonly RouteKind[];
  /** Present where the listener is in force. */
  readonly inForce?: Listener;
  readonly verdicts: Verdicts;
  readonly findings: readonly Finding[];
}

export interface ListenerContext {
  readonly certificates: Collection<CertificateState>;
  readonly grants: ReferenceGrants;
  readonly track: Tracker;
}

/** translateListener decides about one listener of a gateway, in the light of the others. */
export function translateListener(
  gateway: Gateway,
  index: number,
  context: ListenerContext,
): ListenerState | undefined {
  const written = gateway.spec.listeners[index];
  if (written === undefined) return undefined;
  const findings: Finding[] = [];
  const refuse = (reason: string, message: string, path: string): Verdict => {
    const at = path === '' ? `spec.listeners[${index}]` : `spec.listeners[${index}].${path}`;
    findings.push({ severity: 'error', reason, message, path: at, ref: gateway.ref });
    return fails(reason, message);
  };
  const served = kindsByProtocol[written.protocol];
  const accepted =
    served === undefined
      ? refuse(
          'UnsupportedProtocol',
          `protocol ${written.protocol} is not served yet; HTTP and HTTPS are`,
          'protocol',
        )
      : holds('Accepted', 'The listener was accepted');
  const conflict = conflictOf(gateway, index);
  const conflicted =
    conflict === undefined
      ? fails('NoConflicts', 'The listener conflicts with no other')
      : { ...refuse(conflict.reason, conflict.message, ''), holds: true };
  const kinds = allowedKinds(written, served ?? []);
  const references = resolveReferences(gateway, written, context, refuse);
  const resolved =
    kinds.unknown === undefined
      ? references.verdict
      : refuse('InvalidRouteKinds', kinds.unknown, 'allowedRoutes.kinds');

  const hostname = written.hostname === undefined ? undefined : normalizeHostname(written.hostname);
  const tls = written.protocol === 'HTTPS' ? { certificates: references.certificates } : undefined;
  const inForce =
    accepted.holds && conflict === undefined && (tls === undefined || tls.certificates.length > 0)
      ? {
          name: written.name,
          port: written.port,
          ...(hostname === undefined ? {} : { hostname }),
          ...(tls === undefined ? {} : { tls }),
        }
      : undefined;
  return {
    name: written.name,
    port: written.port,
    protocol: written.protocol,
    ...(hostname === undefined ? {} : { hostname }),
    namespaces: written.allowedRoutes.namespaces,
    kinds: kinds.supported,
    ...(inForce === undefined ? {} : { inForce }),
    verdicts: {
      Accepted: conflict === undefined ? accepted : fails(conflict.reason, conflict.message),
      Conflicted: conflicted,
      ResolvedRefs: resolved,
      Programmed:
        inForce === undefined
          ? fails('Invalid', 'The listener is not in force: see its other conditions')
          : holds('Programmed', 'The listener is part of the configuration'),
    },
    findings,
  };
}

interface Conflict {
  readonly reason: 'ProtocolConflict' | 'HostnameConflict';
  readonly message: string;
}

/** Listeners of one port must agree on the protocol and differ in hostname (Gateway API, "distinct" listeners). */
function conflictOf(gateway: Gateway, index: number): Conflict | undefined {
  const { listeners } = gateway.spec;
  const own = listeners[index];
  if (own === undefined) return undefined;
  const neighbours = listeners.filter(
    (other, i) => i !== index && other.port === own.port && isTcp(other) === isTcp(own),
  );
  const foreign = neighbours.find(other => layerOf(other) !== layerOf(own));
  if (foreign !== undefined) {
    return {
      reason: 'ProtocolConflict',
      message: `port ${own.port} is also claimed by listener ${foreign.name} for ${foreign.protocol}; give one of them another port`,
    };
  }
  const twin = neighbours.find(other => sameHostname(other.hostname, own.hostname));
  if (twin === undefined) return undefined;
  const host = own.hostname === undefined ? 'every hostname' : own.hostname;
  return {
    reason: 'HostnameConflict',
    message: `port ${own.port} for ${host} is also claimed by listener ${twin.name}; give one of them another hostname or port`,
  };
}

function isTcp({ protocol }: GatewayListener): boolean {
  return protocol !== 'UDP';
}

/** HTTPS and TLS listeners share a port: both are told apart by SNI. */
function layerOf({ protocol }: GatewayListener): string {
  return protocol === 'TLS' ? 'HTTPS' : protocol;
}

function sameHostname(a: string | undefined, b: string | undefined): boolean {
  return (a === undefined ? '' : normalizeHostname(a)) === (b === undefined ? '' : normalizeHostname(b));
}

function allowedKinds(
  { allowedRoutes: { kinds }, protocol }: GatewayListener,
  served: readonly RouteKind[],
): { supported: readonly RouteKind[]; unknown?: string } {
  if (kinds.length === 0) return { supported: served };
  const isServed = (k: RouteKind) => served.some(s => s.group === k.group && s.kind === k.kind);
  const unknown = kinds.find(k => !isServed(k));
  const supported = kinds.filter(isServed);
  if (unknown === undefined) return { supported };
  return { supported, unknown: `${unknown.kind} cannot attach to a listener of protocol ${protocol}` };
}

function resolveReferences(
  gateway: Gateway,
  listener: GatewayListener,
  context: ListenerContext,
  refuse: (reason: string, message: string, path: string) => Verdict,
): { certificates: ResourceKey[]; verdict: Verdict } {
  const resolved = holds('ResolvedRefs', 'All references were resolved');
  if (listener.protocol !== 'HTTPS') return { certificates: [], verdict: resolved };
  const refs = listener.tls?.certificateRefs ?? [];
  if (refs.length === 0) {
    const verdict = refuse(
      'InvalidCertificateRef',
      'an HTTPS listener needs a Secret with its certificate',
      'tls.certificateRefs',
    );
    return { certificates: [], verdict };
  }
  const certificates: ResourceKey[] = [];
  let verdict: Verdict | undefined;
  for (const [i, ref] of refs.entries()) {
    const problem = certificateProblem(gateway, ref, context);
    if (problem !== undefined) {
      const refused = refuse(problem.reason, problem.message, `tls.certificateRefs[${i}]`);
      verdict ??= refused;
    } else {
      certificates.push(secretKey(gateway, ref));
    }
  }
  return { certificates, verdict: verdict ?? resolved };
}

type CertificateRef = NonNullable<GatewayListener['tls']>['certificateRefs'][number];

function secretKey(gateway: Gateway, ref: CertificateRef): ResourceKey {
  const namespace = ref.namespace ?? gateway.ref.namespace;
  return resourceKey({ group: '', kind: 'Secret', zone: localZone, namespace, name: ref.name });
}

function certificateProblem(
  gateway: Gateway,
  ref: CertificateRef,
  { certificates, grants, track }: ListenerContext,
): { reason: string; message: string } | undefined {
  const namespace = ref.namespace ?? gateway.ref.namespace;
  const shown = `${ref.kind} ${namespace}/${ref.name}`;
  if (ref.group !== '' || ref.kind !== 'Secret') {
    return {
      reason: 'InvalidCertificateRef',
      message: `${shown} cannot hold a certificate; only a Secret can`,
    };
  }
  const from = { group: gatewayApi, kind: 'Gateway', namespace: gateway.ref.namespace };
  if (!grants.permits(track, from, { group: '', kind: 'Secret', namespace, name: ref.name })) {
    return {
      reason: 'RefNotPermitted',
      message: `Certificate ref to ${shown} not permitted by any ReferenceGrant`,
    };
  }
  const state = track.fetch(certificates, secretKey(gateway, ref));
  if (state === undefined)
    return { reason: 'InvalidCertificateRef', message: `${shown} with a certificate was not found` };
  if (state.kind === 'unusable')
    return { reason: 'InvalidCertificateRef', message: `${shown} ${state.message}` };
  return undefined;
}
