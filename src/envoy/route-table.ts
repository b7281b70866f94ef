import { RouteConfigurationSchema } from '#gen/envoy/config/route/v3/route_pb.js';
import { type XdsResource, xdsResource } from '#lib/xds-resource.ts';
import type { RouteTable } from '#model';
import { ads } from './config-source.ts';
import { encode } from './encode.ts';
import { headersToAdd } from './headers.ts';
import { itself, routeTableName } from './names.ts';

/**
 * encodeRouteTable makes a RouteConfiguration without virtual hosts: those travel on their own (VHDS), so that a change of one in
 * ten thousand costs one. `Host` is matched without its port, as users of Envoy Gateway are used to. Where a table serves HTTP/3
 * as well, clients are told so (RFC 9114, section 3.1).
 */
export function encodeRouteTable(table: RouteTable, origins: readonly string[], isQuic = false): XdsResource {
  const name = routeTableName(table);
  const settings = {
    name,
    ignorePortInHostMatching: true,
    ...(isQuic ? { responseHeadersToAdd: headersToAdd({ ...noEdit, set: [http3At(table.port)] }) } : {}),
  };
  return xdsResource({
    type: 'route',
    name,
    key: routeTableName(itself(table)),
    bytes: encode(RouteConfigurationSchema, { ...settings, vhds: { configSource: ads } }),
    inline: encode(RouteConfigurationSchema, settings),
    origins,
  });
}

const noEdit = { set: [], add: [], remove: [] };

/** Valid for a day (`ma`, in seconds). */
function http3At(port: number) {
  return { name: 'alt-svc', value: `h3=":${port}"; ma=86400` };
}
