import type { Collection, Tracker } from '#graph';
import { localZone, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { GatewayListener } from '#resources';
import type { ReferenceGrants } from '../reference-grants.ts';
import type { CertificateState } from './certificate.ts';
import type { ListenerHolder } from './listener-holder.ts';
import type { ListenerProblem } from './listener-problem.ts';

/** CertificateContext is where certificates are looked up. */
export interface CertificateContext {
  readonly certificates: Collection<CertificateState>;
  readonly grants: ReferenceGrants;
  readonly track: Tracker;
}

/** ResolvedCertificates are those of a listener that can be presented, and what is wrong with the others. */
export interface ResolvedCertificates {
  readonly certificates: readonly ResourceKey[];
  readonly problems: readonly ListenerProblem[];
}

/** resolveCertificates looks up the certificates of a listener; one that does not end TLS has none. */
export function resolveCertificates(
  holder: ListenerHolder,
  { protocol, tls }: GatewayListener,
  context: CertificateContext,
): ResolvedCertificates {
  const endsTls = protocol === 'HTTPS' || (protocol === 'TLS' && tls?.mode === 'Terminate');
  if (!endsTls) return { certificates: [], problems: [] };
  const refs = tls?.certificateRefs ?? [];
  if (refs.length === 0) {
    const message = `a listener that ends TLS needs a Secret with its certificate`;
    return {
      certificates: [],
      problems: [{ reason: 'InvalidCertificateRef', message, path: 'tls.certificateRefs' }],
    };
  }
  const found = refs.map((ref, i) => ({
    key: secretKey(holder, ref),
    problem: certificateProblem(holder, ref, `tls.certificateRefs[${i}]`, context),
  }));
  return {
    certificates: found.flatMap(({ key, problem }) => (problem === undefined ? [key] : [])),
    problems: found.flatMap(({ problem }) => problem ?? []),
  };
}

type CertificateRef = NonNullable<GatewayListener['tls']>['certificateRefs'][number];

function secretKey(holder: ListenerHolder, ref: CertificateRef): ResourceKey {
  const namespace = ref.namespace ?? holder.ref.namespace;
  return resourceKey({ group: '', kind: 'Secret', zone: localZone, namespace, name: ref.name });
}

function certificateProblem(
  holder: ListenerHolder,
  ref: CertificateRef,
  path: string,
  { certificates, grants, track }: CertificateContext,
): ListenerProblem | undefined {
  const namespace = ref.namespace ?? holder.ref.namespace;
  const shown = `${ref.kind} ${namespace}/${ref.name}`;
  const invalid = (message: string) => ({ reason: 'InvalidCertificateRef', message, path });
  if (ref.group !== '' || ref.kind !== 'Secret') {
    return invalid(`${shown} cannot hold a certificate; only a Secret can`);
  }
  if (!grants.permits(track, holder.ref, { group: '', kind: 'Secret', namespace, name: ref.name })) {
    const message = `Certificate ref to ${shown} not permitted by any ReferenceGrant`;
    return { reason: 'RefNotPermitted', message, path };
  }
  const state = track.fetch(certificates, secretKey(holder, ref));
  if (state === undefined) return invalid(`${shown} with a certificate was not found`);
  return state.kind === 'unusable' ? invalid(`${shown} ${state.message}`) : undefined;
}
