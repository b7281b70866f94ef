import type { MetricsApplication } from '#lib/merged-page.ts';
import type { MetricsPage, Sidecar } from '#model';
import type { Dataplane, Mesh, WrittenMetricsPage } from '#resources';
import type { AddressPolicy } from '../address-policy.ts';
import { given } from '../policies/given.ts';
import { metricsApplication, refusedToApplications } from './metrics-application.ts';

/**
 * writtenMetrics is where a sidecar shows its metrics: as its mesh says, overridden field by field by its Dataplane; nowhere
 * where the mesh enables no backend. A page for callers of the mesh alone is not shown where the sidecar cannot tell who they
 * are.
 */
export function writtenMetrics(
  { spec: { metrics } }: Dataplane,
  mesh: Mesh | undefined,
  { security }: Pick<Sidecar, 'security'>,
  addresses: Pick<AddressPolicy, 'allowed'>,
): Pick<Sidecar, 'metrics'> {
  const enabled = enabledMetrics(mesh);
  if (enabled === undefined) return {};
  const { conf: ofMesh = {} } = enabled;
  const { conf: own = {} } = metrics ?? {};
  const page: WrittenMetricsPage = {
    ...ofMesh,
    ...own,
    envoy: { ...ofMesh.envoy, ...own.envoy },
    tls: { ...ofMesh.tls, ...own.tls },
    aggregate: together(ofMesh.aggregate, own.aggregate),
  };
  const shown = pageOf(page, security?.callers);
  if (shown === undefined) return {};
  const refused = shown.applications === undefined ? {} : { refused: refusedToApplications(addresses) };
  return { metrics: [{ ...shown, ...refused }] };
}

type Aggregated = NonNullable<WrittenMetricsPage['aggregate']>;

/** What a Dataplane says of an application overrides, field by field, what its mesh says of the application of that name. */
function together(ofMesh: Aggregated = [], own: Aggregated = []): Aggregated {
  const before = ofMesh.map(one => ({
    ...one,
    ...own.find(({ name }) => name !== undefined && name === one.name),
  }));
  return [
    ...before,
    ...own.filter(({ name }) => !ofMesh.some(one => name !== undefined && one.name === name)),
  ];
}

/** An application without a port cannot be scraped. */
function applicationsOf(aggregate: Aggregated = []): readonly MetricsApplication[] {
  return aggregate.flatMap(({ port, path = '/metrics', enabled, ...one }) =>
    port === undefined || enabled === false ? [] : [metricsApplication({ ...one, port, path })],
  );
}

/** enabledMetrics is the backend that a mesh enables. */
export function enabledMetrics(mesh: Mesh | undefined) {
  const { enabledBackend, backends = [] } = mesh?.spec.metrics ?? {};
  return backends.find(({ name }) => name === enabledBackend);
}

function pageOf(
  { port = 5670, path = '/metrics', skipMTLS, tls, envoy, aggregate }: WrittenMetricsPage,
  callers: readonly string[] | undefined,
): MetricsPage | undefined {
  const applications = applicationsOf(aggregate);
  const shown = {
    ...{ port, path, isUsedOnly: envoy?.usedOnly ?? true },
    ...given({
      filter: envoy?.filterRegex || undefined,
      applications: applications.length === 0 ? undefined : applications,
    }),
  };
  switch (tls?.mode) {
    case 'disabled':
      return shown;
    case 'providedTLS':
      return undefined;
    case 'activeMTLSBackend':
      return callers && { ...shown, callers };
    // Where sidecars show each other certificates, a scraper must show one too.
    case undefined:
      return { ...shown, ...given({ callers: skipMTLS === true ? undefined : callers }) };
  }
}
