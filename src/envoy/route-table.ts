import { RouteConfigurationSchema } from '#gen/envoy/config/route/v3/route_pb.js';
import { type XdsResource, xdsResource } from '#lib/xds-resource.ts';
import type { RouteTable } from '#model';
import { ads } from './config-source.ts';
import { encode } from './encode.ts';
import { routeTableName } from './names.ts';

/**
 * encodeRouteTable makes a RouteConfiguration without virtual hosts: those travel on their own (VHDS), so that one of ten
 * thousand costs one. `Host` is matched without its port, as users of Envoy Gateway are used to.
 */
export function encodeRouteTable(table: RouteTable, origin: string): XdsResource {
  const name = routeTableName(table);
  const settings = { name, ignorePortInHostMatching: true };
  return xdsResource({
    type: 'route',
    name,
    bytes: encode(RouteConfigurationSchema, { ...settings, vhds: { configSource: ads } }),
    inline: encode(RouteConfigurationSchema, settings),
    origins: [origin],
  });
}
