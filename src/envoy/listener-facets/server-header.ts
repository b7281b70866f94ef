import { HttpConnectionManager_ServerHeaderTransformation as Transformation } from '#gen/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import type { ListenerFacet } from './listener-facet.ts';

const transformations = {
  always: Transformation.OVERWRITE,
  'if-absent': Transformation.APPEND_IF_ABSENT,
  never: Transformation.PASS_THROUGH,
};

/** serverHeader is what clients and backends are told of the proxy. */
export const serverHeader: ListenerFacet<'serverHeader'> = {
  facet: 'serverHeader',
  encode: ({ name, written = name === undefined ? undefined : 'always', via }) => ({
    manager: {
      ...(written === undefined ? {} : { serverHeaderTransformation: transformations[written] }),
      ...(name === undefined ? {} : { serverName: name }),
      ...(via === undefined ? {} : { via }),
    },
  }),
};
