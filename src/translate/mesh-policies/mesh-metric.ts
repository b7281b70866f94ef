import { categoryOfHost } from '#lib/ip-address.ts';
import { mergeSettings } from '#lib/merge-settings.ts';
import type { MetricProfile } from '#lib/merged-page.ts';
import { localZone } from '#lib/resource-ref.ts';
import type { MetricsPage, MetricsPush, Sidecar } from '#model';
import type { AnyMeshPolicy, WrittenMetrics } from '#resources';
import { type AddressPolicy, refusedCategory } from '../address-policy.ts';
import { zoneLabel, zoneName } from '../mesh/labels.ts';
import { metricsApplication, refusedToApplications } from '../mesh/metrics-application.ts';
import { serviceTag } from '../mesh/sidecar.ts';
import { given } from '../policies/given.ts';
import type { PlaceTraits } from './mesh-policy-kind.ts';
import type { PolicyItem } from './policy-item.ts';
import { collectorOf } from './telemetry-host.ts';

/**
 * showingMetrics is a sidecar that shows its metrics where its MeshMetrics say, and pushes them to the collectors that these
 * name; `items` are those that apply to it, in order. A page for callers of the mesh alone is not shown where the sidecar
 * cannot tell who they are.
 */
export function showingMetrics(
  sidecar: Sidecar,
  items: readonly PolicyItem[],
  place: Pick<PlaceTraits, 'addresses' | 'collector'>,
): Sidecar {
  const ofKind = items.filter(({ id }) => id === 'kuma/MeshMetric');
  const {
    backends = [],
    sidecar: kept,
    applications,
  } = mergeSettings(ofKind.map(item => item.settings as WrittenMetrics)) ?? {};
  const chosen = {
    isUsedOnly: kept?.includeUnused !== true,
    ...given({
      profile: profileOf(kept?.profiles),
      applications: applications?.map(metricsApplication),
      refused: place.addresses && applications && refusedToApplications(place.addresses),
    }),
  };
  const metrics = backends.flatMap(({ prometheus }): readonly MetricsPage[] => {
    const mode = prometheus?.tls?.mode ?? 'Disabled';
    if (prometheus === undefined || mode === 'ProvidedTLS') return [];
    const callers = sidecar.security?.callers;
    if (mode === 'ActiveMTLSBackend' && callers === undefined) return [];
    const { port, path } = prometheus;
    return [
      {
        ...{ port, path, ...chosen },
        ...given({ callers: mode === 'Disabled' ? undefined : callers }),
      },
    ];
  });
  const origin = ofKind.at(-1)?.policy ?? '';
  const pushes = backends.flatMap(({ openTelemetry }): readonly MetricsPush[] => {
    const collector = openTelemetry && collectorOf(openTelemetry, place, origin);
    if (collector === undefined) return [];
    return [
      {
        ...chosen,
        collector,
        interval: openTelemetry?.refreshInterval ?? usualInterval,
        resource: resourceOf(sidecar),
      },
    ];
  });
  if (metrics.length + pushes.length === 0) return sidecar;
  return {
    ...sidecar,
    ...(metrics.length === 0 ? {} : { metrics }),
    ...(pushes.length === 0 ? {} : { pushes }),
  };
}

/** ms between two pushes to a collector, where nobody says. */
const usualInterval = 60_000;

/** The attributes of OpenTelemetry's resource: whose metrics these are, in terms of OpenTelemetry and of Kuma. */
function resourceOf({ id, name, mesh, labels, inbounds }: Sidecar): MetricsPush['resource'] {
  const tagged = inbounds.flatMap(({ tags }) => tags[serviceTag] ?? [])[0];
  return {
    'service.name': tagged ?? name,
    'service.instance.id': id,
    'kuma.mesh': mesh,
    'kuma.zone': labels[zoneLabel] ?? zoneName(localZone),
    'kuma.dataplane': name,
  };
}

type WrittenProfiles = NonNullable<WrittenMetrics['sidecar']>['profiles'];

/** With several profiles, everything that any of them shows is shown. */
function profileOf(written: WrittenProfiles): MetricProfile | undefined {
  if (written === undefined) return undefined;
  const { appendProfiles = [], include = [], exclude = [] } = written;
  const names = appendProfiles.map(({ name }) => name);
  const isAll = names.length === 0 || names.includes('All');
  return { base: isAll ? 'all' : names.includes('Basic') ? 'basic' : 'none', include, exclude };
}

/** pagesOfMesh are the paths in a policy of pages that are shown to callers of the mesh alone. */
export function pagesOfMesh(policy: AnyMeshPolicy): readonly string[] {
  if (policy.id !== 'kuma/MeshMetric') return [];
  return (policy.spec.default.backends ?? []).flatMap(({ prometheus }, i) =>
    prometheus?.tls?.mode === 'ActiveMTLSBackend' ? [`spec.default.backends[${i}].prometheus.tls`] : [],
  );
}

/** refusedApplications are the paths in a policy of applications that are not scraped, and why. */
export function refusedApplications(
  policy: AnyMeshPolicy,
  addresses: AddressPolicy,
): readonly { readonly path: string; readonly message: string }[] {
  if (policy.id !== 'kuma/MeshMetric') return [];
  return (policy.spec.default.applications ?? []).flatMap(({ address = '' }, i) => {
    const category = categoryOfHost(address);
    if (category === undefined || category === 'loopback') return [];
    const why = refusedCategory(address, category, addresses);
    return why === undefined
      ? []
      : [{ path: `spec.default.applications[${i}].address`, message: `${why}: it is not asked` }];
  });
}
