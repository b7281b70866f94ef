import { create, type JsonObject } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { LuaPerRouteSchema, LuaSchema } from '#gen/envoy/extensions/filters/http/lua/v3/lua_pb.js';
import type { HttpRule } from '#model';
import type { FilterNeed } from './http-filter.ts';

const filter = 'envoy.filters.http.lua';
const settings = anyPack(LuaSchema, create(LuaSchema));

/** scripts runs programs in Lua. An instance runs one for a route, so there are as many as the longest list asks for. */
export function scripts({ scripts }: HttpRule): readonly FilterNeed[] {
  return (scripts?.lua ?? []).map(({ text, context }, i) => {
    const sourceCode = { specifier: { case: 'inlineString', value: text } } as const;
    const perRoute = create(LuaPerRouteSchema, {
      override: { case: 'sourceCode', value: sourceCode },
      ...(context === undefined ? {} : { filterContext: JSON.parse(context) as JsonObject }),
    });
    return {
      instance: i === 0 ? filter : [filter, i].join('/'),
      settings,
      clusters: [],
      perRoute: anyPack(LuaPerRouteSchema, perRoute),
    };
  });
}
