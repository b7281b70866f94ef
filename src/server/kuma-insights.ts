import { findKind, type Introspection, type ServedKind } from '#inspect';
import { compareTexts } from '#lib/compare-texts.ts';
import { isMap } from '#lib/fields.ts';
import { groupBy } from '#lib/group-by.ts';
import { parseResourceKey } from '#lib/resource-ref.ts';
import { proxyId } from '#model';
import { servedPolicies } from './served-policies.ts';

/** A count of proxies, in Kuma's words: a connected proxy is online. */
interface Stat {
  readonly total: number;
  readonly online: number;
  readonly offline: number;
  readonly partiallyDegraded: number;
}

/** Member is a Dataplane, as far as the counts need it. */
interface Member {
  readonly mesh: string;
  readonly services: readonly string[];
  readonly isGateway: boolean;
  /** The version of its proxy; absent where none is connected. */
  readonly envoyVersion?: string;
}

type Json = Readonly<Record<string, unknown>>;

/** meshInsights counts what is in each mesh, or in the mesh `only`, in the form that `kumactl inspect meshes` reads. */
export function meshInsights(introspection: Introspection, only?: string): readonly Json[] {
  const members = groupBy(membersOf(introspection), ({ mesh }) => mesh);
  return meshesOf(introspection)
    .filter(({ name }) => only === undefined || name === only)
    .map(({ name, times }) => {
      const own = members.get(name) ?? [];
      const internal = new Set(own.flatMap(({ services }) => services)).size;
      const external = count(introspection, 'externalservices', name);
      return {
        ...{ type: 'MeshInsight', name, ...times },
        dataplanes: stat(own),
        dataplanesByType: {
          standard: stat(own.filter(({ isGateway }) => !isGateway)),
          gateway: stat(own.filter(({ isGateway }) => isGateway)),
        },
        policies: Object.fromEntries(
          servedPolicies.flatMap(kind => {
            const total = introspection.keys(kind, { namespace: name }).length;
            return total === 0 ? [] : [[kind.kind, { total }]];
          }),
        ),
        dpVersions: { kumaDp: {}, envoy: byVersion(own) },
        services: { total: internal + external, internal, external },
      };
    });
}

/**
 * serviceInsights counts the Dataplanes that serve each service (`kuma.io/service`) of a mesh, in the form that `kumactl
 * inspect services` reads.
 */
export function serviceInsights(introspection: Introspection, mesh: string): readonly Json[] {
  return servicesOf(
    mesh,
    membersOf(introspection).filter(one => one.mesh === mesh),
  );
}

function servicesOf(mesh: string, members: readonly Member[]) {
  const serving = groupBy(
    members.flatMap(member => member.services.map(name => ({ name, member }))),
    ({ name }) => name,
  );
  return [...serving].sort(byFirst).map(([name, those]) => {
    const dataplanes = stat(those.map(({ member }) => member));
    const { online, total } = dataplanes;
    const status = online === 0 ? 'offline' : online === total ? 'online' : 'partially_degraded';
    return { type: 'ServiceOverview', mesh, name, serviceType: 'internal', status, dataplanes };
  });
}

/** globalInsight counts what is in all meshes; `now` is RFC 3339. */
export function globalInsight(introspection: Introspection, now: string): Json {
  const meshes = meshesOf(introspection);
  const members = membersOf(introspection);
  const byMesh = groupBy(members, ({ mesh }) => mesh);
  const services = meshes.flatMap(({ name }) => servicesOf(name, byMesh.get(name) ?? []));
  const is = (status: string) => services.filter(one => one.status === status).length;
  const external = count(introspection, 'externalservices');
  const total = servedPolicies.reduce((sum, kind) => sum + introspection.keys(kind, {}).length, 0);
  return {
    createdAt: now,
    meshes: { total: meshes.length },
    zones: { controlPlanes: none, zoneEgresses: none, zoneIngresses: none },
    dataplanes: {
      standard: stat(members.filter(({ isGateway }) => !isGateway)),
      gatewayBuiltin: stat([]),
      gatewayDelegated: stat(members.filter(({ isGateway }) => isGateway)),
    },
    policies: { total },
    services: {
      total: services.length + external,
      internal: {
        total: services.length,
        online: is('online'),
        offline: is('offline'),
        partiallyDegraded: is('partially_degraded'),
      },
      external: { total: external },
      gatewayBuiltin: stat([]),
      gatewayDelegated: stat([]),
    },
  };
}

const none = { online: 0, total: 0 } as const;

function stat(members: readonly Member[]): Stat {
  const online = members.filter(({ envoyVersion }) => envoyVersion !== undefined).length;
  return { total: members.length, online, offline: members.length - online, partiallyDegraded: 0 };
}

function byVersion(members: readonly Member[]): Readonly<Record<string, Stat>> {
  const connected = members.flatMap(one =>
    one.envoyVersion === undefined ? [] : [{ version: one.envoyVersion, one }],
  );
  const groups = groupBy(connected, ({ version }) => version);
  return Object.fromEntries(
    [...groups].sort(byFirst).map(([version, those]) => [version, stat(those.map(({ one }) => one))]),
  );
}

function membersOf(introspection: Introspection): readonly Member[] {
  const versions = new Map(introspection.proxies().map(({ view, envoyVersion }) => [view, envoyVersion]));
  return shownOf(introspection, 'dataplanes').map(({ name, mesh, object }) => {
    const { networking } = isMap(object.spec) ? object.spec : object;
    const { inbound, gateway } = isMap(networking) ? networking : {};
    const tagged = [...(Array.isArray(inbound) ? inbound : []), gateway];
    const envoyVersion = versions.get(proxyId({ kind: 'sidecar', mesh, dataplane: name }));
    return {
      mesh,
      services: [...new Set(tagged.flatMap(serviceOf))],
      isGateway: gateway !== undefined,
      ...(envoyVersion === undefined ? {} : { envoyVersion }),
    };
  });
}

function serviceOf(tagged: unknown): readonly string[] {
  const tags = isMap(tagged) && isMap(tagged.tags) ? tagged.tags : {};
  const service = tags['kuma.io/service'];
  return typeof service === 'string' ? [service] : [];
}

function meshesOf(introspection: Introspection) {
  return shownOf(introspection, 'meshes').map(({ name, object: { creationTime, modificationTime } }) => ({
    name,
    times: { creationTime, modificationTime },
  }));
}

function shownOf(introspection: Introspection, plural: string) {
  const kind = findKind(plural);
  const keys = kind === undefined ? [] : introspection.keys(kind, {});
  return keys.flatMap(key => {
    const object = introspection.object(key);
    const { namespace, name } = parseResourceKey(key);
    const mesh = typeof object?.mesh === 'string' ? object.mesh : namespace;
    return object === undefined ? [] : [{ name, mesh, object }];
  });
}

function count(introspection: Introspection, plural: string, namespace?: string): number {
  const kind: ServedKind | undefined = findKind(plural);
  return kind === undefined ? 0 : introspection.keys(kind, { namespace }).length;
}

function byFirst([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return compareTexts(a, b);
}
