import type { Collection, Graph } from '#graph';
import { deepEqual } from '#lib/equal.ts';
import type { Finding } from '#lib/finding.ts';
import { resourceKey } from '#lib/resource-ref.ts';
import { backendKey, bySeniority, type Report } from '#model';
import { type ExternalService, type ExternalTls, placeInMesh } from '#resources';
import { reportOn } from '../../report.ts';
import { holds } from '../../verdict.ts';
import { servicePort, serviceTagRef } from '../service-tags.ts';
import { serviceTag } from '../sidecar.ts';
import {
  type ExternalContext,
  type OutsideService,
  type TranslatedExternal,
  translateOutside,
} from './external-service.ts';

/** TaggedExternals is the graph's part of the services outside of the mesh that have tags, as workloads do. */
export interface TaggedExternals {
  /** By the ResourceKey of the service that their tag names. */
  readonly translated: Collection<TranslatedExternal>;
  readonly reports: Collection<Report>;
}

/**
 * translateTaggedExternals derives a service for each value of the tag `kuma.io/service` among ExternalServices: all that
 * have the value are its endpoints. A value that workloads have belongs to them alone.
 */
export function translateTaggedExternals(
  graph: Graph,
  written: Collection<ExternalService>,
  ofWorkloads: Collection<unknown>,
  given: ExternalContext,
): TaggedExternals {
  // A mesh can forbid calls to MeshExternalServices only, not to ExternalServices.
  const context: ExternalContext = { ...given, isForbidden: () => false };
  const alone = graph.map<ExternalService, TranslatedExternal>(
    'translate/external-services-with-tags',
    written,
    (one, _key, track) => translateOutside(outsideOf(one), context, track),
  );
  const byTag = graph.index('translate/external-services-by-tag', written, one => [keyOf(one)]);
  const translated = graph.group<ExternalService, TranslatedExternal>(
    'translate/services-of-external-tags',
    byTag,
    (key, members, track) => {
      const [first] = members;
      if (first === undefined || track.fetch(ofWorkloads, key) !== undefined) return undefined;
      const joined = join(members.flatMap(one => track.fetch(alone, resourceKey(one.ref)) ?? []));
      if (joined === undefined) return undefined;
      const backend = backendKey(serviceTagRef(placeInMesh(first).mesh, tagOf(first)), servicePort);
      const { service, certificate } = joined;
      return {
        service: {
          ...service,
          ...{ origin: key, kind: 'ServiceTag', name: tagOf(first), labels: {}, addressedBy: key },
          ports: service.ports.map(port => ({ ...port, backend })),
        },
        backend: { ...joined.backend, key: backend },
        findings: [],
        ...(certificate === undefined ? {} : { certificate }),
      };
    },
  );
  return {
    translated,
    reports: graph.map<ExternalService, Report>(
      'translate/external-service-reports',
      written,
      (one, key, track) => {
        const own = track.fetch(alone, key);
        const tag = tagOf(one);
        const joined = track.fetch(translated, keyOf(one));
        const why =
          track.fetch(ofWorkloads, keyOf(one)) !== undefined
            ? `workloads of the mesh have the tag ${serviceTag}: ${tag}, and are called in its place`
            : isUsable(own) && joined !== undefined && !deepEqual(own.backend.tls, joined.backend.tls)
              ? `is spoken to otherwise than the older ones of the tag ${serviceTag}: ${tag}, and is not called`
              : undefined;
        const findings = (own?.findings ?? []).map(asWritten);
        const left: Finding[] =
          why === undefined
            ? []
            : [{ severity: 'warning', reason: 'Conflict', message: why, path: '', ref: one.ref }];
        const verdicts = { Accepted: holds('Accepted', 'The service was accepted') };
        return reportOn(one, [...findings, ...left], { kind: 'object', verdicts });
      },
    ),
  };
}

function tagOf({ spec: { tags } }: ExternalService): string {
  return tags[serviceTag] ?? '';
}

function keyOf(one: ExternalService): string {
  return resourceKey(serviceTagRef(placeInMesh(one).mesh, tagOf(one)));
}

/** outsideOf reads an ExternalService as an OutsideService. */
export function outsideOf(one: ExternalService): OutsideService {
  const { ref, metadata, spec } = one;
  const { protocol, networking } = spec;
  const isStream = protocol === 'kafka' || protocol === 'mysql';
  return {
    ref,
    mesh: placeInMesh(one).mesh,
    labels: {},
    addresses: [],
    created: metadata.creationTimestamp ?? '',
    match: { port: servicePort, protocol: isStream ? 'tcp' : protocol },
    endpoints: [{ ...networking.address, priority: 0 }],
    ...(networking.tls === undefined ? {} : { tls: tlsOf(networking.tls) }),
  };
}

type WrittenTls = NonNullable<ExternalService['spec']['networking']['tls']>;

function tlsOf(written: WrittenTls): ExternalTls {
  const { enabled, allowRenegotiation, skipHostnameVerification, ...verification } = written;
  return {
    ...{ enabled, allowRenegotiation, version: { min: 'TLSAuto', max: 'TLSAuto' } },
    verification: {
      mode: skipHostnameVerification ? 'SkipSAN' : 'Secured',
      subjectAltNames: [],
      ...verification,
    },
  };
}

/** An ExternalService has its TLS at another path than a MeshExternalService. */
function asWritten(finding: Finding): Finding {
  return { ...finding, path: finding.path.replace(/^spec\.tls\.verification/, 'networking.tls') };
}

function isUsable(one: TranslatedExternal | undefined): one is TranslatedExternal {
  return one?.findings.every(({ severity }) => severity === 'warning') === true;
}

/** The oldest usable member decides which TLS all are spoken to in; members with other TLS are left out. */
function join(members: readonly TranslatedExternal[]): TranslatedExternal | undefined {
  const sorted = [...members].sort((a, b) => bySeniority(a.service, b.service));
  const usable = sorted.filter(isUsable);
  const [first = sorted[0]] = usable;
  if (first === undefined) return undefined;
  const alike = usable.filter(({ backend }) => deepEqual(backend.tls, first.backend.tls));
  const isNamed = alike.some(({ backend }) => backend.discovery === 'proxy-dns');
  return {
    ...first,
    backend: {
      ...first.backend,
      ...(isNamed ? { discovery: 'proxy-dns' } : {}),
      endpoints: alike.flatMap(({ backend }) => backend.endpoints),
    },
  };
}
