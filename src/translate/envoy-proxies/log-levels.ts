import type { LogLevels } from '#lib/envoy-command-line.ts';
import type { EnvoyProxy } from '#resources';
import type { Read } from './read.ts';

/** components are those of Envoy 1.40 that have a log level of their own. Envoy does not start with a level for any other. */
const components: ReadonlySet<string> = new Set(
  `a2a admin ai_protocol_manager alternate_protocols_cache assert aws backtrace basic_auth cache_filter client compression config
conn_handler connection credential_injector decompression dns dubbo dynamic_modules envoy_bug ext_authz ext_proc file filter
forward_proxy geolocation golang grpc happy_eyeballs hc health_checker http http2 hystrix init io ip_tagging json_rpc jwt kafka
key_value_store local_rate_limit lua main matcher mcp misc mongo multi_connection notification oauth2 pool quic quic_stream
rate_limit_quota rbac rds redis rocketmq router runtime secret sse stats stats_sinks tap testing thrift tracing udp upstream wasm
websocket`.split(/\s/),
);

/**
 * logLevelsOf reads the log levels of Envoy; undefined where they are the defaults. Components that Envoy does not know are
 * left out, and reported by their path below `at`.
 */
export function logLevelsOf(
  { logging }: Pick<EnvoyProxy['spec'], 'logging'>,
  at = 'spec.logging.level',
): Read<LogLevels | undefined> {
  const { default: others = 'warn', ...named } = logging?.level ?? {};
  const [known, unknown] = [true, false].map(isKnown =>
    Object.entries(named).filter(([name]) => components.has(name) === isKnown),
  );
  return {
    value:
      others === 'warn' && known?.length === 0
        ? undefined
        : { others, components: Object.fromEntries(known ?? []) },
    mistakes: (unknown ?? []).map(([name]) => ({
      path: `${at}.${name}`,
      message: `is left out: Envoy has no component of that name that logs; write one of its own, such as upstream, or default for all`,
    })),
  };
}
