import type { Finding } from '#lib/finding.ts';
import { normalizeHostname } from '#lib/hostname.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { ClientValidation, Listener, ListenerName, Verdict, Verdicts } from '#model';
import type { GatewayListener } from '#resources';
import type { KeyPairContext } from '../key-pair.ts';
import { type CarriedKind, kindsCarriedBy, servedProtocols } from '../routes/index.ts';
import { fails, holds } from '../verdict.ts';
import { type ResolvedCertificates, resolveCertificates } from './certificate-refs.ts';
import type { Frontend } from './client-validation.ts';
import { type ListenerHolder, nameOf } from './listener-holder.ts';
import type { ListenerProblem } from './listener-problem.ts';
import { shapeProblem } from './listener-shape.ts';

/** RouteKindName names a kind of route, as listeners allow and support them. */
export interface RouteKindName {
  readonly group: string;
  readonly kind: string;
  /** See RouteKind. */
  readonly isUnlisted?: true;
}

/** ListenerState is a listener as translated: what routes attach to, what is in force, what to say of it. */
export interface ListenerState {
  readonly name: ListenerName;
  /** Its name where it is written. */
  readonly section: string;
  readonly port: number;
  readonly protocol: string;
  readonly hostname?: string;
  readonly namespaces: GatewayListener['allowedRoutes']['namespaces'];
  readonly kinds: readonly RouteKindName[];
  /** Present where the listener is in force. */
  readonly inForce?: Listener;
  readonly verdicts: Verdicts;
  readonly findings: readonly Finding[];
}

/** isInvalid tells whether something is wrong with a listener. */
export function isInvalid({ inForce, verdicts }: ListenerState): boolean {
  return inForce === undefined || verdicts.ResolvedRefs?.holds === false;
}

/** ListenerContext is what a listener is translated with. */
export interface ListenerContext extends KeyPairContext {
  /** Its Gateway, where that shares a proxy with others. */
  readonly sharing: ResourceKey | undefined;
}

/** translateListener decides about one listener of a gateway; `conflict` is its conflict with other listeners, if any. */
export function translateListener(
  holder: ListenerHolder,
  written: GatewayListener,
  index: number,
  conflict: ListenerProblem | undefined,
  frontend: Frontend,
  context: ListenerContext,
): ListenerState {
  const carried = kindsCarriedBy(carrierOf(written));
  const unserved = protocolProblem(written, carried);
  const malformed = shapeProblem(written);
  const certificates = resolveCertificates(holder, written, context);
  const unknown = unknownKind(written, carried);
  const validation = written.protocol === 'HTTPS' ? frontend.validation(written.port) : undefined;
  const unbelieved = validation !== undefined && validation.clients === undefined ? noAuthority : undefined;
  const name = nameOf(holder, written.name, context.sharing !== undefined);
  const refused = conflict ?? unserved ?? unbelieved;
  const isRefused = refused !== undefined || malformed !== undefined;
  const kinds = supportedKinds(written, carried);
  const inForce =
    !isRefused && kinds.length > 0
      ? ofGateway(context.sharing, listenerInForce(name, written, carried, certificates, validation?.clients))
      : undefined;
  const problems = [unserved, malformed, conflict, ...certificates.problems, unknown].filter(
    p => p !== undefined,
  );
  return {
    name,
    section: written.name,
    port: written.port,
    protocol: written.protocol,
    ...hostnameOf(written),
    namespaces: written.allowedRoutes.namespaces,
    kinds,
    ...(inForce === undefined ? {} : { inForce }),
    verdicts: {
      ...(malformed !== undefined && refused === undefined
        ? {}
        : { Accepted: verdict(refused, 'Accepted', 'The listener was accepted') }),
      Conflicted:
        conflict === undefined
          ? fails('NoConflicts', 'The listener conflicts with no other')
          : { ...fails(conflict.reason, conflict.message), holds: true },
      ResolvedRefs: verdict(
        unknown ?? certificates.problems[0] ?? validation?.problems[0],
        'ResolvedRefs',
        'All references were resolved',
      ),
      Programmed: programmed(holder, inForce, { malformed, conflict }),
    },
    findings: problems.map(problem => finding(holder, index, problem)),
  };
}

/** withoutGateway takes a listener out of force, as its gateway is not accepted; its other conditions stay. */
export function withoutGateway({ inForce, ...listener }: ListenerState): ListenerState {
  if (inForce === undefined) return listener;
  const message = 'The Gateway is not accepted: see its conditions';
  return { ...listener, verdicts: { ...listener.verdicts, Programmed: fails('Invalid', message) } };
}

/** Mistakes in the references are reported on the gateway, once for all of its listeners. */
const noAuthority: ListenerProblem = {
  reason: 'NoValidCACertificate',
  message: 'No client could be believed: no authority of spec.tls.frontend can be used',
  path: '',
};

function verdict(problem: ListenerProblem | undefined, reason: string, message: string): Verdict {
  return problem === undefined ? holds(reason, message) : fails(problem.reason, problem.message);
}

function programmed(
  { id }: ListenerHolder,
  inForce: Listener | undefined,
  problems: Readonly<Record<'malformed' | 'conflict', ListenerProblem | undefined>>,
): Verdict {
  if (inForce !== undefined) return holds('Programmed', 'The listener is part of the configuration');
  const { malformed, conflict } = problems;
  if (malformed !== undefined) return fails(malformed.reason, `${malformed.path} ${malformed.message}`);
  const reason = id === 'gateway-api/Gateway' ? 'Invalid' : (conflict?.reason ?? 'ListenersNotValid');
  return fails(reason, 'The listener is not in force: see its other conditions');
}

function finding(
  { ref }: ListenerHolder,
  index: number,
  { reason, message, path }: ListenerProblem,
): Finding {
  const at = `spec.listeners[${index}]`;
  return { severity: 'error', reason, message, path: path === '' ? at : `${at}.${path}`, ref };
}

function hostnameOf({ hostname }: GatewayListener): { readonly hostname?: string } {
  return hostname === undefined ? {} : { hostname: normalizeHostname(hostname) };
}

function ofGateway(gateway: ResourceKey | undefined, listener: Listener | undefined): Listener | undefined {
  return gateway === undefined || listener === undefined ? listener : { ...listener, gateway };
}

/** A listener that ends TLS and has no certificate to present is not in force. */
function listenerInForce(
  name: ListenerName,
  written: GatewayListener,
  [first]: readonly CarriedKind[],
  { certificates }: ResolvedCertificates,
  clients: ClientValidation | undefined,
): Listener | undefined {
  const { port, protocol } = written;
  switch (first?.shape) {
    case undefined:
      return undefined;
    case 'udp':
      return { kind: 'udp', name, port };
    case 'tcp': {
      if (protocol !== 'TLS') return { kind: 'tcp', name, port };
      const own = { kind: 'tls', name, port, ...hostnameOf(written) } as const;
      if (written.tls?.mode === 'Passthrough') return own;
      return certificates.length === 0 ? undefined : { ...own, tls: { certificates } };
    }
    case 'http': {
      if (protocol !== 'HTTPS') return { kind: 'http', name, port, ...hostnameOf(written) };
      if (certificates.length === 0) return undefined;
      const tls = { certificates, ...(clients === undefined ? {} : { clients }) };
      return { kind: 'http', name, port, ...hostnameOf(written), tls };
    }
  }
}

/** carrierOf is the protocol of a listener, as the table of route kinds names it. */
function carrierOf({ protocol, tls }: GatewayListener): string {
  return protocol === 'TLS' && tls?.mode === 'Passthrough' ? 'TLS passthrough' : protocol;
}

function protocolProblem(
  { protocol }: GatewayListener,
  carried: readonly CarriedKind[],
): ListenerProblem | undefined {
  if (carried.length > 0) return undefined;
  const served = `${servedProtocols.slice(0, -1).join(', ')} and ${servedProtocols.at(-1)}`;
  const message = `protocol ${protocol} is not served yet; ${served} are`;
  return { reason: 'UnsupportedProtocol', message, path: 'protocol' };
}

function unknownKind(
  listener: GatewayListener,
  carried: readonly CarriedKind[],
): ListenerProblem | undefined {
  const unknown = listener.allowedRoutes.kinds.find(k => !isAmong(carried, k));
  if (unknown === undefined) return undefined;
  const message = `${unknown.kind} cannot attach to a listener of protocol ${carrierOf(listener)}`;
  return { reason: 'InvalidRouteKinds', message, path: 'allowedRoutes.kinds' };
}

function supportedKinds(
  { allowedRoutes: { kinds } }: GatewayListener,
  carried: readonly CarriedKind[],
): readonly RouteKindName[] {
  if (kinds.length > 0) return kinds.filter(k => isAmong(carried, k));
  return carried.map(({ group, kind, isUnlisted }) =>
    isUnlisted === undefined ? { group, kind } : { group, kind, isUnlisted },
  );
}

function isAmong(carried: readonly CarriedKind[], { group, kind }: RouteKindName): boolean {
  return carried.some(k => k.group === group && k.kind === kind);
}
