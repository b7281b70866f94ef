import type { Collection, Graph, Tracker } from '#graph';
import type { Finding } from '#lib/finding.ts';
import { displayRef, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { AssignedAddresses, Gateway } from '#model';
import type { Ingress } from '#resources';
import type { ListenerState } from '../gateways/listener.ts';
import type { ListenerSetState } from '../gateways/listener-set.ts';
import { parentKey } from '../parent-key.ts';
import type { SaidBeside } from '../routes/report.ts';
import { annotationFindings } from './other-annotations.ts';
import { placeOfSection } from './tls-listeners.ts';

/** IngressSurroundings is what is looked up for findings on Ingresses. */
export interface IngressSurroundings {
  readonly setStates: Collection<ListenerSetState>;
  readonly gateways: Collection<Gateway>;
  readonly gatewayAddresses?: Collection<AssignedAddresses>;
}

/** sayBesideIngresses is what there is to say of an Ingress that is served, beside what is said of every route. */
export function sayBesideIngresses(
  graph: Graph,
  ingresses: Collection<Ingress>,
  { setStates, gateways, gatewayAddresses }: IngressSurroundings,
): (ingress: Ingress, track: Tracker) => SaidBeside {
  const claims = graph.index(
    'translate/ingresses-by-tls-host',
    ingresses,
    ({ ref, spec: { parentRefs, tls } }) =>
      parentRefs.flatMap(parent =>
        tls.flatMap(({ hosts, secretName }) =>
          secretName === undefined
            ? []
            : namedBy(hosts).map(host => claimKey(parentKey(parent, ref.namespace), host)),
        ),
      ),
  );
  const addresses = graph.view<Gateway, readonly string[]>(
    'translate/addresses-of-gateways',
    gateways,
    gateway => gateway.addresses,
  );
  return (ingress, track) => {
    const [parent] = ingress.spec.parentRefs;
    if (parent === undefined) return { findings: [] };
    const gateway = parentKey(parent, ingress.ref.namespace);
    const state = track.fetch(setStates, resourceKey(ingress.ref));
    const others = (host: string) =>
      track.fetchAll(claims, claimKey(gateway, host)).filter(other => other.ref !== ingress.ref);
    const foundAt =
      gatewayAddresses === undefined
        ? track.fetch(addresses, gateway)
        : track.fetch(gatewayAddresses, gateway)?.addresses;
    return {
      findings: [
        ...annotationFindings(ingress),
        ...withoutSecret(ingress),
        ...(state?.listeners ?? []).flatMap(listener => listenerFindings(ingress, listener, others)),
      ],
      foundAt: foundAt ?? [],
    };
  };
}

/** A host without a certificate cannot be served over TLS; over HTTP it is, all the same. */
function withoutSecret({ ref, spec: { tls } }: Ingress): readonly Finding[] {
  return tls.flatMap(({ secretName, at }) =>
    secretName !== undefined
      ? []
      : [
          {
            severity: 'warning',
            reason: 'InvalidCertificateRef',
            message:
              'is left out, so that these hosts are served without TLS alone; name a Secret of type kubernetes.io/tls',
            path: `${at}.secretName`,
            ref,
          } as const,
        ],
  );
}

/**
 * A mistake in a listener is reported at the part of the Ingress that it was made from. Several Ingresses may ask for the
 * same listener: that is no mistake.
 */
function listenerFindings(
  ingress: Ingress,
  { section, hostname, verdicts, findings }: ListenerState,
  others: (host: string) => readonly Ingress[],
): readonly Finding[] {
  const place = placeOfSection(section);
  const tls = ingress.spec.tls[place.tls];
  if (tls === undefined) return [];
  const host = tls.hosts.length === 0 ? tls.at : `${tls.at}.hosts[${place.host}]`;
  if (verdicts.Conflicted?.holds !== true) {
    return findings.map(finding => ({
      ...finding,
      ref: ingress.ref,
      path: finding.path.includes('.tls.certificateRefs[') ? `${tls.at}.secretName` : host,
    }));
  }
  const { namespace } = ingress.ref;
  const rivals = others(hostname ?? everyHost);
  const other = rivals.find(
    one => one.ref.namespace !== namespace || !hasSecret(one, hostname, tls.secretName),
  );
  if (rivals.length > 0 && other === undefined) return [];
  const message =
    other === undefined
      ? verdicts.Conflicted.message
      : `is shown the certificate of ${displayRef(other.ref)}, which goes before this one; let both name the same Secret`;
  return [{ severity: 'warning', reason: 'HostnameConflict', message, path: host, ref: ingress.ref }];
}

const everyHost = '';

function hasSecret(
  { spec: { tls } }: Ingress,
  hostname: string | undefined,
  secret: string | undefined,
): boolean {
  const first = tls.find(({ hosts }) => namedBy(hosts).includes(hostname ?? everyHost));
  return first?.secretName === secret;
}

function namedBy(hosts: readonly string[]): readonly string[] {
  return hosts.length === 0 ? [everyHost] : hosts;
}

function claimKey(gateway: ResourceKey, host: string): string {
  return [gateway, host].join('#');
}
