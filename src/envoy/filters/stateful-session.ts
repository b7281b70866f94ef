import { create } from '@bufbuild/protobuf';
import { type Any, anyPack } from '@bufbuild/protobuf/wkt';
import {
  StatefulSessionPerRouteSchema,
  StatefulSessionSchema,
} from '#gen/envoy/extensions/filters/http/stateful_session/v3/stateful_session_pb.js';
import { CookieBasedSessionStateSchema } from '#gen/envoy/extensions/http/stateful_session/cookie/v3/cookie_pb.js';
import { HeaderBasedSessionStateSchema } from '#gen/envoy/extensions/http/stateful_session/header/v3/header_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import type { HttpRule, Session } from '#model';
import { extension } from '../extension.ts';
import type { FilterNeed } from './http-filter.ts';

const instance = 'envoy.filters.http.stateful_session';
const settings = anyPack(StatefulSessionSchema, create(StatefulSessionSchema));

/** statefulSession sends a client's requests to the endpoint that its first one came to, for as long as that is there. */
export function statefulSession({ session, action }: HttpRule): readonly FilterNeed[] {
  if (session !== undefined) return [{ instance, settings, clusters: [], perRoute: kept(session) }];
  const isOfBackends =
    action.kind === 'forward' &&
    action.forwarding.destinations.some(d => d.kind === 'backend' && d.edits?.session !== undefined);
  return isOfBackends ? [{ instance, settings, clusters: [] }] : [];
}

/** keptAt is the filter's configuration for requests to one backend of several. */
export function keptAt(session: Session): Record<string, Any> {
  return { [instance]: kept(session) };
}

function kept(session: Session): Any {
  const { name, configType } = stateOf(session);
  const perRoute = create(StatefulSessionPerRouteSchema, {
    override: {
      case: 'statefulSession',
      value: { sessionState: { name, typedConfig: configType.value } },
    },
  });
  return anyPack(StatefulSessionPerRouteSchema, perRoute);
}

function stateOf(session: Session) {
  switch (session.kind) {
    case 'cookie': {
      const { name, path, lifetime } = session;
      const ttl = lifetime === undefined ? {} : { ttl: protobufDuration(lifetime) };
      return extension('envoy.http.stateful_session.cookie', CookieBasedSessionStateSchema, {
        cookie: { name, path, ...ttl },
      });
    }
    case 'header':
      return extension('envoy.http.stateful_session.header', HeaderBasedSessionStateSchema, {
        name: session.name,
      });
  }
}
