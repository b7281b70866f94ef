import type { PrintedResource } from '#inspect';
import { groupBy } from '#lib/group-by.ts';
import { typeUrls } from '#lib/xds-resource.ts';

/**
 * configDump is what a proxy should hold, laid out like the answer of Envoy's admin interface to `/config_dump`. With
 * `withEndpoints`, load assignments are in it.
 */
export function configDump(resources: readonly PrintedResource[], withEndpoints: boolean): object {
  const of = (type: PrintedResource['type']) => resources.filter(resource => resource.type === type);
  const dump = (name: string, fields: object) => ({ '@type': `${adminType}${name}`, ...fields });
  return {
    configs: [
      dump('ClustersConfigDump', {
        dynamic_active_clusters: of('cluster').map(one => entry('cluster', one)),
      }),
      ...(withEndpoints
        ? [
            dump('EndpointsConfigDump', {
              dynamic_endpoint_configs: of('endpoints').map(one => entry('endpoint_config', one)),
            }),
          ]
        : []),
      dump('ListenersConfigDump', {
        dynamic_listeners: of('listener').map(one => ({
          name: one.name,
          active_state: entry('listener', one),
        })),
      }),
      dump('RoutesConfigDump', {
        dynamic_route_configs: of('route').map(one => entry('route_config', one)),
      }),
      dump('SecretsConfigDump', {
        dynamic_active_secrets: of('secret').map(one => ({ name: one.name, ...entry('secret', one) })),
      }),
    ],
  };
}

const adminType = 'type.googleapis.com/envoy.admin.v3.';

function entry(field: string, resource: PrintedResource): object {
  return { version_info: resource.version, [field]: typed(resource) };
}

function typed({ type, value }: PrintedResource): object {
  return { '@type': typeUrls[type], ...(value as object) };
}

/** xdsByType is what a proxy should hold, by type and name, in the form in which Kuma's control plane shows it (`_config`). */
export function xdsByType(resources: readonly PrintedResource[]): object {
  return Object.fromEntries(
    [...groupBy(resources, ({ type }) => typeUrls[type])].map(([url, own]) => [
      url,
      Object.fromEntries(own.map(({ name, value }) => [name, value])),
    ]),
  );
}
