import type { MetricProfile } from '#lib/merged-page.ts';
import type { MetricsPage, Sidecar } from '#model';
import type { AnyMeshPolicy, WrittenMetrics } from '#resources';
import { metricsApplication } from '../mesh/metrics-application.ts';
import { given } from '../policies/given.ts';
import { mergeSettings } from './merge-settings.ts';
import type { PolicyItem } from './policy-item.ts';

/**
 * showingMetrics is a sidecar that shows its metrics where its MeshMetrics say; `items` are those that hold for it, in order. To those of the
 * mesh alone it shows nothing where nobody can tell who is.
 */
export function showingMetrics(sidecar: Sidecar, items: readonly PolicyItem[]): Sidecar {
  const ofKind = items.filter(({ id }) => id === 'kuma/MeshMetric');
  const {
    backends = [],
    sidecar: kept,
    applications,
  } = mergeSettings(ofKind.map(item => item.settings as WrittenMetrics)) ?? {};
  const isUsedOnly = kept?.includeUnused !== true;
  const metrics = backends.flatMap(({ prometheus }): readonly MetricsPage[] => {
    const mode = prometheus?.tls?.mode ?? 'Disabled';
    if (prometheus === undefined || mode === 'ProvidedTLS') return [];
    const callers = sidecar.security?.callers;
    if (mode === 'ActiveMTLSBackend' && callers === undefined) return [];
    const { port, path } = prometheus;
    return [
      {
        ...{ port, path, isUsedOnly },
        ...given({
          profile: profileOf(kept?.profiles),
          applications: applications?.map(metricsApplication),
          callers: mode === 'Disabled' ? undefined : callers,
        }),
      },
    ];
  });
  return metrics.length === 0 ? sidecar : { ...sidecar, metrics };
}

type WrittenProfiles = NonNullable<WrittenMetrics['sidecar']>['profiles'];

/** All that several profiles show is shown. */
function profileOf(written: WrittenProfiles): MetricProfile | undefined {
  if (written === undefined) return undefined;
  const { appendProfiles = [], include = [], exclude = [] } = written;
  const names = appendProfiles.map(({ name }) => name);
  const isAll = names.length === 0 || names.includes('All');
  return { base: isAll ? 'all' : names.includes('Basic') ? 'basic' : 'none', include, exclude };
}

/** pagesOfMesh are the places in a policy that show metrics to those of the mesh alone. */
export function pagesOfMesh(policy: AnyMeshPolicy): readonly string[] {
  if (policy.id !== 'kuma/MeshMetric') return [];
  return (policy.spec.default.backends ?? []).flatMap(({ prometheus }, i) =>
    prometheus?.tls?.mode === 'ActiveMTLSBackend' ? [`spec.default.backends[${i}].prometheus.tls`] : [],
  );
}
