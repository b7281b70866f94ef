import { create } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import {
  BasicAuthPerRouteSchema,
  BasicAuthSchema,
} from '#gen/envoy/extensions/filters/http/basic_auth/v3/basic_auth_pb.js';
import type { HttpRule } from '#model';
import type { FilterNeed } from './http-filter.ts';

const filter = 'envoy.filters.http.basic_auth';

/** A user whom no password fits: Envoy requires users in the chain, and each rule brings its own. */
const nobody = inline('nobody:{SHA}AAAAAAAAAAAAAAAAAAAAAAAAAAA=');

/** basicAuth asks for a user's password. The header that tells backends the user stands in the chain: one instance for each. */
export function basicAuth({ basicAuth }: HttpRule): readonly FilterNeed[] {
  if (basicAuth === undefined) return [];
  const { users, usernameHeader } = basicAuth;
  const settings = create(BasicAuthSchema, {
    users: nobody,
    ...(usernameHeader === undefined ? {} : { forwardUsernameHeader: usernameHeader }),
  });
  return [
    {
      instance: usernameHeader === undefined ? filter : [filter, usernameHeader.toLowerCase()].join('/'),
      settings: anyPack(BasicAuthSchema, settings),
      clusters: [],
      perRoute: anyPack(BasicAuthPerRouteSchema, create(BasicAuthPerRouteSchema, { users: inline(users) })),
    },
  ];
}

function inline(value: string) {
  return { specifier: { case: 'inlineString', value } } as const;
}
