// Generates Envoy's protobuf for protobuf-es into gen/, from the descriptors that the xds-protos wheel carries.
// The wheel's modules each hold one serialized FileDescriptorProto in a bytes literal; reading the literal (instead of
// importing the module) needs no Python package beside it. protoc-gen-es speaks the plugin protocol over stdin, so no
// protoc and no buf either.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { create, fromBinary, fromJson, toBinary } from '@bufbuild/protobuf';
import * as wkt from '@bufbuild/protobuf/wkt';

/** The files that Fairlead uses; everything that they import is generated with them. */
const roots = [
  'envoy/admin/v3/clusters.proto',
  'envoy/admin/v3/config_dump.proto',
  'envoy/config/bootstrap/v3/bootstrap.proto',
  'envoy/config/cluster/v3/cluster.proto',
  'envoy/config/endpoint/v3/endpoint.proto',
  'envoy/config/listener/v3/listener.proto',
  'envoy/config/route/v3/route.proto',
  'envoy/config/trace/v3/datadog.proto',
  'envoy/config/trace/v3/opentelemetry.proto',
  'envoy/config/trace/v3/zipkin.proto',
  'envoy/data/dns/v3/dns_table.proto',
  'envoy/extensions/network/dns_resolver/cares/v3/cares_dns_resolver.proto',
  'envoy/extensions/access_loggers/file/v3/file.proto',
  'envoy/extensions/access_loggers/filters/cel/v3/cel.proto',
  'envoy/extensions/access_loggers/grpc/v3/als.proto',
  'envoy/extensions/access_loggers/open_telemetry/v3/logs_service.proto',
  'envoy/extensions/bootstrap/internal_listener/v3/internal_listener.proto',
  'envoy/extensions/clusters/aggregate/v3/cluster.proto',
  'envoy/extensions/clusters/dns/v3/dns_cluster.proto',
  'envoy/extensions/compression/brotli/compressor/v3/brotli.proto',
  'envoy/extensions/compression/brotli/decompressor/v3/brotli.proto',
  'envoy/extensions/compression/gzip/compressor/v3/gzip.proto',
  'envoy/extensions/compression/gzip/decompressor/v3/gzip.proto',
  'envoy/extensions/compression/zstd/compressor/v3/zstd.proto',
  'envoy/extensions/compression/zstd/decompressor/v3/zstd.proto',
  'envoy/extensions/filters/http/adaptive_concurrency/v3/adaptive_concurrency.proto',
  'envoy/extensions/filters/http/decompressor/v3/decompressor.proto',
  'envoy/extensions/filters/http/admission_control/v3/admission_control.proto',
  'envoy/extensions/filters/http/api_key_auth/v3/api_key_auth.proto',
  'envoy/extensions/filters/http/aws_lambda/v3/aws_lambda.proto',
  'envoy/extensions/filters/http/aws_request_signing/v3/aws_request_signing.proto',
  'envoy/extensions/filters/http/bandwidth_limit/v3/bandwidth_limit.proto',
  'envoy/extensions/filters/http/basic_auth/v3/basic_auth.proto',
  'envoy/extensions/clusters/dynamic_forward_proxy/v3/cluster.proto',
  'envoy/extensions/filters/http/dynamic_forward_proxy/v3/dynamic_forward_proxy.proto',
  'envoy/extensions/rbac/matchers/upstream_ip_port/v3/upstream_ip_port_matcher.proto',
  'envoy/extensions/filters/http/buffer/v3/buffer.proto',
  'envoy/extensions/filters/http/compressor/v3/compressor.proto',
  'envoy/extensions/filters/http/cors/v3/cors.proto',
  'envoy/extensions/filters/http/credential_injector/v3/credential_injector.proto',
  'envoy/extensions/filters/http/csrf/v3/csrf.proto',
  'envoy/extensions/filters/http/transform/v3/transform.proto',
  'envoy/extensions/filters/http/custom_response/v3/custom_response.proto',
  'envoy/extensions/filters/http/ext_authz/v3/ext_authz.proto',
  'envoy/extensions/filters/http/ext_proc/v3/ext_proc.proto',
  'envoy/extensions/filters/http/fault/v3/fault.proto',
  'envoy/extensions/filters/http/gcp_authn/v3/gcp_authn.proto',
  'envoy/extensions/filters/http/geoip/v3/geoip.proto',
  'envoy/extensions/filters/http/grpc_stats/v3/config.proto',
  'envoy/extensions/filters/http/grpc_web/v3/grpc_web.proto',
  'envoy/extensions/filters/http/header_mutation/v3/header_mutation.proto',
  'envoy/extensions/filters/http/health_check/v3/health_check.proto',
  'envoy/extensions/filters/http/jwt_authn/v3/config.proto',
  'envoy/extensions/filters/http/local_ratelimit/v3/local_rate_limit.proto',
  'envoy/extensions/filters/http/lua/v3/lua.proto',
  'envoy/extensions/filters/http/oauth2/v3/oauth.proto',
  'envoy/extensions/filters/http/ratelimit/v3/rate_limit.proto',
  'envoy/extensions/filters/http/rbac/v3/rbac.proto',
  'envoy/extensions/filters/http/router/v3/router.proto',
  'envoy/extensions/filters/http/stateful_session/v3/stateful_session.proto',
  'envoy/extensions/filters/http/upstream_codec/v3/upstream_codec.proto',
  'envoy/extensions/filters/http/wasm/v3/wasm.proto',
  'envoy/extensions/filters/listener/http_inspector/v3/http_inspector.proto',
  'envoy/extensions/filters/listener/original_dst/v3/original_dst.proto',
  'envoy/extensions/filters/listener/proxy_protocol/v3/proxy_protocol.proto',
  'envoy/extensions/filters/listener/tls_inspector/v3/tls_inspector.proto',
  'envoy/extensions/filters/network/connection_limit/v3/connection_limit.proto',
  'envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.proto',
  'envoy/extensions/filters/network/rbac/v3/rbac.proto',
  'envoy/extensions/filters/network/local_ratelimit/v3/local_rate_limit.proto',
  'envoy/extensions/filters/network/set_filter_state/v3/set_filter_state.proto',
  'envoy/extensions/filters/network/sni_dynamic_forward_proxy/v3/sni_dynamic_forward_proxy.proto',
  'envoy/extensions/filters/network/tcp_proxy/v3/tcp_proxy.proto',
  'envoy/extensions/filters/udp/udp_proxy/v3/route.proto',
  'envoy/extensions/filters/udp/udp_proxy/v3/udp_proxy.proto',
  'envoy/extensions/geoip_providers/maxmind/v3/maxmind.proto',
  'envoy/extensions/health_check/event_sinks/file/v3/file.proto',
  'envoy/extensions/http/custom_response/local_response_policy/v3/local_response_policy.proto',
  'envoy/extensions/http/custom_response/redirect_policy/v3/redirect_policy.proto',
  'envoy/extensions/http/early_header_mutation/header_mutation/v3/header_mutation.proto',
  'envoy/extensions/http/header_formatters/preserve_case/v3/preserve_case.proto',
  'envoy/extensions/http/injected_credentials/generic/v3/generic.proto',
  'envoy/extensions/http/original_ip_detection/custom_header/v3/custom_header.proto',
  'envoy/extensions/http/original_ip_detection/xff/v3/xff.proto',
  'envoy/extensions/http/stateful_session/cookie/v3/cookie.proto',
  'envoy/extensions/http/stateful_session/header/v3/header.proto',
  'envoy/extensions/load_balancing_policies/client_side_weighted_round_robin/v3/client_side_weighted_round_robin.proto',
  'envoy/extensions/load_balancing_policies/least_request/v3/least_request.proto',
  'envoy/extensions/load_balancing_policies/maglev/v3/maglev.proto',
  'envoy/extensions/load_balancing_policies/override_host/v3/override_host.proto',
  'envoy/extensions/load_balancing_policies/random/v3/random.proto',
  'envoy/extensions/load_balancing_policies/ring_hash/v3/ring_hash.proto',
  'envoy/extensions/load_balancing_policies/round_robin/v3/round_robin.proto',
  'envoy/extensions/load_balancing_policies/wrr_locality/v3/wrr_locality.proto',
  'envoy/extensions/matching/common_inputs/network/v3/network_inputs.proto',
  'envoy/extensions/matching/common_inputs/ssl/v3/ssl_inputs.proto',
  'envoy/extensions/matching/common_inputs/stats/v3/stats.proto',
  'envoy/extensions/matching/input_matchers/ip/v3/ip.proto',
  'envoy/extensions/matching/input_matchers/metadata/v3/metadata.proto',
  'envoy/extensions/request_id/uuid/v3/uuid.proto',
  'envoy/extensions/resource_monitors/downstream_connections/v3/downstream_connections.proto',
  'envoy/extensions/retry/host/omit_host_metadata/v3/omit_host_metadata_config.proto',
  'envoy/extensions/retry/host/previous_hosts/v3/previous_hosts.proto',
  'envoy/extensions/retry/priority/previous_priorities/v3/previous_priorities_config.proto',
  'envoy/extensions/stat_sinks/open_telemetry/v3/open_telemetry.proto',
  'envoy/extensions/tracers/opentelemetry/resource_detectors/v3/static_config_resource_detector.proto',
  'envoy/extensions/tracers/opentelemetry/samplers/v3/always_on_sampler.proto',
  'envoy/extensions/tracers/opentelemetry/samplers/v3/parent_based_sampler.proto',
  'envoy/extensions/tracers/opentelemetry/samplers/v3/trace_id_ratio_based_sampler.proto',
  'envoy/extensions/transport_sockets/internal_upstream/v3/internal_upstream.proto',
  'envoy/extensions/transport_sockets/proxy_protocol/v3/upstream_proxy_protocol.proto',
  'envoy/extensions/transport_sockets/quic/v3/quic_transport.proto',
  'envoy/extensions/transport_sockets/raw_buffer/v3/raw_buffer.proto',
  'envoy/extensions/transport_sockets/tls/v3/tls.proto',
  'envoy/extensions/transport_sockets/tls/v3/tls_spiffe_validator_config.proto',
  'envoy/extensions/upstreams/http/v3/http_protocol_options.proto',
  'envoy/service/accesslog/v3/als.proto',
  'envoy/service/auth/v3/external_auth.proto',
  'envoy/service/discovery/v3/ads.proto',
  'envoy/service/ext_proc/v3/external_processor.proto',
  'envoy/service/load_stats/v3/lrs.proto',
  'envoy/service/ratelimit/v3/rls.proto',
  'envoy/type/matcher/v3/http_inputs.proto',
  'envoy/type/matcher/v3/status_code_input.proto',
  'opentelemetry/proto/collector/logs/v1/logs_service.proto',
  'opentelemetry/proto/collector/metrics/v1/metrics_service.proto',
  'opentelemetry/proto/collector/trace/v1/trace_service.proto',
  'xds/type/matcher/v3/cel.proto',
  'xds/type/matcher/v3/http_inputs.proto',
];

const field = (name, number, type, more = {}) => ({ name, number, type, label: 'LABEL_OPTIONAL', ...more });

/**
 * Messages and fields that the set-up's Envoy knows, but the wheel does not yet: added `to` a message of a file, or to the
 * file itself.
 */
const younger = [
  {
    file: 'envoy/config/route/v3/route_components.proto',
    messages: [
      {
        name: 'CookieMatcher',
        field: [
          field('name', 1, 'TYPE_STRING'),
          field('string_match', 2, 'TYPE_MESSAGE', { typeName: '.envoy.type.matcher.v3.StringMatcher' }),
        ],
      },
    ],
  },
  {
    file: 'envoy/config/route/v3/route_components.proto',
    to: 'RouteMatch',
    fields: [
      field('cookies', 17, 'TYPE_MESSAGE', {
        label: 'LABEL_REPEATED',
        typeName: '.envoy.config.route.v3.CookieMatcher',
      }),
    ],
  },
  {
    file: 'envoy/extensions/filters/http/ext_authz/v3/ext_authz.proto',
    to: 'HttpService',
    fields: [field('path_override', 10, 'TYPE_STRING')],
  },
  {
    file: 'envoy/extensions/filters/http/oauth2/v3/oauth.proto',
    messages: [{ name: 'OAuth2TokenForwarding', field: [field('header', 1, 'TYPE_STRING')] }],
  },
  {
    file: 'envoy/extensions/filters/http/oauth2/v3/oauth.proto',
    to: 'OAuth2Config',
    fields: [
      field('forward_id_token', 31, 'TYPE_MESSAGE', {
        typeName: '.envoy.extensions.filters.http.oauth2.v3.OAuth2TokenForwarding',
      }),
    ],
  },
  {
    file: 'envoy/type/matcher/v3/status_code_input.proto',
    messages: [{ name: 'HttpResponseLocalReplyMatchInput' }],
  },
  {
    file: 'envoy/type/matcher/v3/address.proto',
    to: 'AddressMatcher',
    fields: [field('invert_match', 2, 'TYPE_BOOL')],
  },
  {
    file: 'envoy/config/route/v3/route_components.proto',
    needs: 'envoy/type/matcher/v3/address.proto',
    to: 'RateLimit.Action',
    messages: [
      {
        name: 'RemoteAddressMatch',
        field: [
          field('descriptor_value', 1, 'TYPE_STRING'),
          field('descriptor_key', 2, 'TYPE_STRING'),
          field('default_value', 3, 'TYPE_STRING'),
          field('address_matcher', 4, 'TYPE_MESSAGE', { typeName: '.envoy.type.matcher.v3.AddressMatcher' }),
        ],
      },
    ],
    fields: [
      field('remote_address_match', 13, 'TYPE_MESSAGE', {
        typeName: '.envoy.config.route.v3.RateLimit.Action.RemoteAddressMatch',
        oneofIndex: 0,
      }),
    ],
  },
  {
    file: 'envoy/config/route/v3/route_components.proto',
    to: 'RateLimit',
    enums: [
      {
        name: 'XRateLimitOption',
        value: ['UNSPECIFIED', 'OFF', 'DRAFT_VERSION_03'].map((name, number) => ({ name, number })),
      },
    ],
    fields: [
      field('x_ratelimit_option', 7, 'TYPE_ENUM', {
        typeName: '.envoy.config.route.v3.RateLimit.XRateLimitOption',
      }),
    ],
  },
  {
    file: 'envoy/config/route/v3/route_components.proto',
    needs: 'envoy/type/v3/ratelimit_unit.proto',
    to: 'RateLimit.Override',
    messages: [
      {
        name: 'RateLimitOverride',
        field: [
          field('requests_per_unit', 1, 'TYPE_UINT32'),
          field('unit', 2, 'TYPE_ENUM', { typeName: '.envoy.type.v3.RateLimitUnit' }),
        ],
      },
    ],
    fields: [
      field('rate_limit', 2, 'TYPE_MESSAGE', {
        typeName: '.envoy.config.route.v3.RateLimit.Override.RateLimitOverride',
        oneofIndex: 0,
      }),
    ],
  },
  {
    file: 'envoy/extensions/common/ratelimit/v3/ratelimit.proto',
    to: 'LocalRateLimitDescriptor',
    fields: [field('shadow_mode', 3, 'TYPE_BOOL')],
  },
  {
    file: 'envoy/extensions/load_balancing_policies/common/v3/common.proto',
    messages: [
      {
        name: 'OrcaOobReportingConfig',
        field: [field('port_value', 1, 'TYPE_UINT32'), field('authority', 2, 'TYPE_STRING')],
      },
    ],
  },
  {
    file: 'envoy/extensions/load_balancing_policies/client_side_weighted_round_robin/v3/client_side_weighted_round_robin.proto',
    to: 'ClientSideWeightedRoundRobin',
    fields: [
      field('oob_reporting_config', 9, 'TYPE_MESSAGE', {
        typeName: '.envoy.extensions.load_balancing_policies.common.v3.OrcaOobReportingConfig',
      }),
    ],
  },
];

/** Adds them, except those that a newer wheel already has. */
function addYounger(file) {
  for (const { needs, to, messages = [], enums = [], fields = [] } of younger.filter(
    y => y.file === file.name,
  )) {
    if (needs !== undefined && !file.dependency.includes(needs)) file.dependency.push(needs);
    const steps = to === undefined ? [] : to.split('.');
    const into = steps.reduce((at, name, i) => inside(at, i === 0).find(m => m.name === name), file);
    const add = (list, schema, more) => {
      for (const one of more) {
        if (!list.some(known => known.name === one.name)) list.push(fromJson(schema, one));
      }
    };
    add(inside(into, to === undefined), wkt.DescriptorProtoSchema, messages);
    add(into.enumType, wkt.EnumDescriptorProtoSchema, enums);
    if (to !== undefined) add(into.field, wkt.FieldDescriptorProtoSchema, fields);
  }
  return file;
}

function inside(at, isFile) {
  return isFile ? at.messageType : at.nestedType;
}

const readDescriptors = `
import ast, base64, json, os, sys
root, todo, seen = sys.argv[1], sys.argv[2:], {}
def literal(path):
    for node in ast.walk(ast.parse(open(path, 'rb').read())):
        if isinstance(node, ast.Call) and getattr(node.func, 'attr', '') == 'AddSerializedFile':
            return ast.literal_eval(node.args[0])
    raise SystemExit('no descriptor in ' + path)
for name in todo:
    path = os.path.join(root, name[:-len('.proto')].replace('-', '_') + '_pb2.py')
    seen[name] = base64.b64encode(literal(path)).decode()
json.dump(seen, sys.stdout)
`;

function descriptorsOf(wheel, names) {
  const run = spawnSync('python3', ['-c', readDescriptors, wheel, ...names], { maxBuffer: 1 << 28 });
  if (run.status !== 0) throw new Error(`reading descriptors failed: ${run.stderr}`);
  return Object.entries(JSON.parse(run.stdout.toString())).map(([, b64]) =>
    addYounger(fromBinary(wkt.FileDescriptorProtoSchema, Buffer.from(b64, 'base64'))),
  );
}

function wellKnown() {
  const files = new Map();
  for (const [name, value] of Object.entries(wkt)) {
    if (name.startsWith('file_google_protobuf')) files.set(value.proto.name, value.proto);
  }
  return files;
}

/** Files in dependency order, as the plugin protocol requires. */
function closure(wheel) {
  const files = wellKnown();
  const builtIn = new Set(files.keys());
  let missing = roots;
  while (missing.length > 0) {
    for (const file of descriptorsOf(wheel, missing)) files.set(file.name, file);
    missing = [...new Set([...files.values()].flatMap(f => f.dependency))].filter(d => !files.has(d));
  }
  const ordered = new Map();
  const visit = name => {
    if (ordered.has(name)) return;
    const file = files.get(name);
    for (const dependency of file.dependency) visit(dependency);
    ordered.set(name, file);
  };
  for (const name of files.keys()) visit(name);
  return { ordered: [...ordered.values()], generate: [...ordered.keys()].filter(n => !builtIn.has(n)) };
}

export function generateProtobuf(wheel, out, plugin) {
  const { ordered, generate } = closure(wheel);
  const request = create(wkt.CodeGeneratorRequestSchema, {
    fileToGenerate: generate,
    parameter: 'target=js+dts,import_extension=js',
    protoFile: ordered,
  });
  const run = spawnSync(process.execPath, [plugin], {
    input: toBinary(wkt.CodeGeneratorRequestSchema, request),
    maxBuffer: 1 << 28,
  });
  if (run.status !== 0) throw new Error(`protoc-gen-es failed: ${run.stderr}`);
  const response = fromBinary(wkt.CodeGeneratorResponseSchema, run.stdout);
  if (response.error) throw new Error(response.error);
  rmSync(out, { recursive: true, force: true });
  for (const file of response.file) {
    const path = join(out, file.name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.content);
  }
  return response.file.length / 2;
}
