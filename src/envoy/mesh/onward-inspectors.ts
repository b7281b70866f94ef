import type { MessageInitShape } from '@bufbuild/protobuf';
import type { ListenerFilterChainMatchPredicateSchema } from '#gen/envoy/config/listener/v3/listener_components_pb.js';
import { HttpInspectorSchema } from '#gen/envoy/extensions/filters/listener/http_inspector/v3/http_inspector_pb.js';
import { OriginalDstSchema } from '#gen/envoy/extensions/filters/listener/original_dst/v3/original_dst_pb.js';
import { TlsInspectorSchema } from '#gen/envoy/extensions/filters/listener/tls_inspector/v3/tls_inspector_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import type { OnwardMatch } from '#model';
import { extension } from '../extension.ts';

type Ports = MessageInitShape<typeof ListenerFilterChainMatchPredicateSchema>;

/** How long a client may keep silent before it counts as one that waits for the server's first word. In milliseconds. */
const silence = 1000;

/**
 * onwardInspectors look at how a connection begins, only at those ports where it matters: elsewhere a client may wait for what
 * the server says first.
 */
export function onwardInspectors(matches: readonly OnwardMatch[]) {
  const speak = (...what: readonly OnwardMatch['speaks'][]) =>
    matches.filter(({ speaks }) => what.includes(speaks));
  const silent = speak('server-first');
  const ofTls = notHeard(speak('tls'), silent);
  const ofHttp = notHeard(speak('http1', 'http2'), silent);
  if (ofTls === 'everywhere' && ofHttp === 'everywhere') return {};
  return {
    listenerFilters: [
      // Until this filter has run, the port is the listener's own.
      extension('envoy.filters.listener.original_dst', OriginalDstSchema, {}),
      ...(ofTls === 'everywhere'
        ? []
        : [{ ...extension('envoy.filters.listener.tls_inspector', TlsInspectorSchema, {}), ...ofTls }]),
      ...(ofHttp === 'everywhere'
        ? []
        : [{ ...extension('envoy.filters.listener.http_inspector', HttpInspectorSchema, {}), ...ofHttp }]),
    ],
    listenerFiltersTimeout: protobufDuration(silence),
    continueOnListenerFiltersTimeout: true,
  };
}

/** notHeard tells at which ports `matches` need no inspection. */
function notHeard(
  matches: readonly OnwardMatch[],
  silent: readonly OnwardMatch[],
): 'everywhere' | { readonly filterDisabled?: Ports } {
  if (matches.length === 0) return 'everywhere';
  const ports = portsOf(matches);
  if (matches.some(({ port }) => port === undefined)) {
    const others = portsOf(silent).filter(port => !ports.includes(port));
    return others.length === 0 ? {} : { filterDisabled: anyPort(others) };
  }
  return { filterDisabled: { rule: { case: 'notMatch', value: anyPort(ports) } } };
}

function portsOf(matches: readonly OnwardMatch[]): readonly number[] {
  return [...new Set(matches.flatMap(({ port }) => port ?? []))];
}

/** Envoy requires at least two in a list. */
function anyPort(ports: readonly number[]): Ports {
  const [only, ...others] = ports.map(
    (port): Ports => ({ rule: { case: 'destinationPortRange', value: { start: port, end: port + 1 } } }),
  );
  return only !== undefined && others.length === 0
    ? only
    : { rule: { case: 'orMatch', value: { rules: [...(only === undefined ? [] : [only]), ...others] } } };
}
