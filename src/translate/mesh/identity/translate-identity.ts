import type { Collection, Graph, Tracker } from '#graph';
import type { Finding } from '#lib/finding.ts';
import { resourceKey } from '#lib/resource-ref.ts';
import {
  authorityKey,
  type Identity,
  type MeshAuthority,
  type MeshTrust,
  type Report,
  type Sidecar,
} from '#model';
import { type Mesh, type MeshIdentity, placeInMesh, type MeshTrust as WrittenTrust } from '#resources';
import type { Inputs } from '../../inputs.ts';
import { reportOn } from '../../report.ts';
import { fails, holds } from '../../verdict.ts';
import { type AuthorityState, authoritiesOfMesh, authorityOfIdentity } from './authority-state.ts';
import type { Vouching } from './sidecar-security.ts';

/** TranslatedIdentity is who vouches for the sidecars of meshes, and who each sidecar is. */
export interface TranslatedIdentity {
  readonly authorities: Collection<MeshAuthority>;
  readonly trust: Collection<MeshTrust>;
  readonly reports: Collection<Report>;
  /**
   * vouchingOf is what decides who the sidecars of a mesh are; `mesh` is undefined where nobody wrote a Mesh of that name.
   */
  vouchingOf(name: string, mesh: Mesh | undefined, track: Tracker): Vouching;
  /** identitiesOf derives the identity of each sidecar, by its ProxyId. */
  identitiesOf(sidecars: Collection<Sidecar>): Collection<Identity>;
}

/** translateIdentity lays the graph from `Mesh.mtls`, MeshIdentity and MeshTrust to authorities and trust. */
export function translateIdentity(graph: Graph, inputs: Inputs): TranslatedIdentity {
  const secrets = inputs.of('kuma/Secret');
  const meshes = inputs.of('kuma/Mesh');
  const written = inputs.of('kuma/MeshIdentity');
  const ofMeshes = graph.derive<Mesh, AuthorityState>(
    'translate/authorities-of-meshes',
    meshes,
    (mesh, _key, track) => authoritiesOfMesh(mesh, secrets, track),
  );
  const ofIdentities = graph.derive<MeshIdentity, AuthorityState>(
    'translate/authorities-of-identities',
    written,
    (identity, key, track) => {
      const state = authorityOfIdentity(identity, secrets, track);
      return state === undefined ? [] : [[authorityKey(key), state]];
    },
  );
  const states = graph.join('translate/authority-states', [ofMeshes, ofIdentities]);
  const authorities = graph.view<AuthorityState, MeshAuthority>(
    'translate/authorities',
    states,
    ({ authority }) => authority,
  );
  const trust = graph.view<WrittenTrust, MeshTrust>('translate/trust', inputs.of('kuma/MeshTrust'), one => ({
    mesh: placeInMesh(one).mesh,
    trustDomain: one.spec.trustDomain,
    roots: one.spec.roots,
  }));
  const authoritiesByMesh = graph.index('translate/authorities-by-mesh', authorities, ({ mesh }) => [mesh]);
  const trustByMesh = graph.index('translate/trust-by-mesh', trust, ({ mesh }) => [mesh]);
  const identitiesByMesh = graph.index('translate/identities-by-mesh', written, one => [
    placeInMesh(one).mesh,
  ]);
  const byOrigin = graph.index('translate/authority-states-by-object', states, ({ origin }) => [origin]);
  const verdict = (findings: readonly Finding[]) =>
    findings.length === 0
      ? holds('Accepted', 'It was accepted')
      : fails('Invalid', findings.map(({ message }) => message).join('; '));
  const reportOf = (object: Mesh | MeshIdentity, track: Tracker): Report => {
    const findings = track.fetchAll(byOrigin, resourceKey(object.ref)).flatMap(state => state.findings);
    return reportOn(object, findings, { kind: 'object', verdicts: { Accepted: verdict(findings) } });
  };
  return {
    authorities,
    trust,
    reports: graph.join('translate/identity-reports', [
      graph.map<Mesh, Report>('translate/mesh-reports', meshes, (mesh, _key, track) => reportOf(mesh, track)),
      graph.map<MeshIdentity, Report>('translate/mesh-identity-reports', written, (identity, _key, track) =>
        reportOf(identity, track),
      ),
    ]),
    vouchingOf(name, mesh, track) {
      const trusted = [
        ...track.fetchAll(authoritiesByMesh, name).filter(({ isTrusted }) => isTrusted),
        ...track.fetchAll(trustByMesh, name),
      ];
      return {
        mesh,
        identities: track.fetchAll(identitiesByMesh, name),
        trustDomains: [...new Set(trusted.map(({ trustDomain }) => trustDomain))].sort(),
      };
    },
    identitiesOf: sidecars =>
      graph.derive<Sidecar, Identity>('translate/identities', sidecars, ({ id, security }) =>
        security === undefined ? [] : [[id, security.identity]],
      ),
  };
}
