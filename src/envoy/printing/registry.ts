import { createRegistry } from '@bufbuild/protobuf';
import { StringValueSchema } from '@bufbuild/protobuf/wkt';
import { BootstrapSchema } from '#gen/envoy/config/bootstrap/v3/bootstrap_pb.js';
import { ClusterSchema } from '#gen/envoy/config/cluster/v3/cluster_pb.js';
import { ClusterLoadAssignmentSchema } from '#gen/envoy/config/endpoint/v3/endpoint_pb.js';
import { ListenerSchema } from '#gen/envoy/config/listener/v3/listener_pb.js';
import { ActionSchema } from '#gen/envoy/config/rbac/v3/rbac_pb.js';
import { FilterConfigSchema, VirtualHostSchema } from '#gen/envoy/config/route/v3/route_components_pb.js';
import { RouteConfigurationSchema } from '#gen/envoy/config/route/v3/route_pb.js';
import { DatadogConfigSchema } from '#gen/envoy/config/trace/v3/datadog_pb.js';
import { OpenTelemetryConfigSchema } from '#gen/envoy/config/trace/v3/opentelemetry_pb.js';
import { ZipkinConfigSchema } from '#gen/envoy/config/trace/v3/zipkin_pb.js';
import { DnsTable_DnsVirtualDomainSchema } from '#gen/envoy/data/dns/v3/dns_table_pb.js';
import { FileAccessLogSchema } from '#gen/envoy/extensions/access_loggers/file/v3/file_pb.js';
import { ExpressionFilterSchema } from '#gen/envoy/extensions/access_loggers/filters/cel/v3/cel_pb.js';
import {
  HttpGrpcAccessLogConfigSchema,
  TcpGrpcAccessLogConfigSchema,
} from '#gen/envoy/extensions/access_loggers/grpc/v3/als_pb.js';
import { OpenTelemetryAccessLogConfigSchema } from '#gen/envoy/extensions/access_loggers/open_telemetry/v3/logs_service_pb.js';
import { InternalListenerSchema } from '#gen/envoy/extensions/bootstrap/internal_listener/v3/internal_listener_pb.js';
import { ClusterConfigSchema as AggregateClusterSchema } from '#gen/envoy/extensions/clusters/aggregate/v3/cluster_pb.js';
import { DnsClusterSchema } from '#gen/envoy/extensions/clusters/dns/v3/dns_cluster_pb.js';
import { ClusterConfigSchema as DynamicForwardProxyClusterSchema } from '#gen/envoy/extensions/clusters/dynamic_forward_proxy/v3/cluster_pb.js';
import { BrotliSchema } from '#gen/envoy/extensions/compression/brotli/compressor/v3/brotli_pb.js';
import { BrotliSchema as BrotliDecompressorSchema } from '#gen/envoy/extensions/compression/brotli/decompressor/v3/brotli_pb.js';
import { GzipSchema } from '#gen/envoy/extensions/compression/gzip/compressor/v3/gzip_pb.js';
import { GzipSchema as GzipDecompressorSchema } from '#gen/envoy/extensions/compression/gzip/decompressor/v3/gzip_pb.js';
import { ZstdSchema } from '#gen/envoy/extensions/compression/zstd/compressor/v3/zstd_pb.js';
import { ZstdSchema as ZstdDecompressorSchema } from '#gen/envoy/extensions/compression/zstd/decompressor/v3/zstd_pb.js';
import { AdaptiveConcurrencySchema } from '#gen/envoy/extensions/filters/http/adaptive_concurrency/v3/adaptive_concurrency_pb.js';
import { AdmissionControlSchema } from '#gen/envoy/extensions/filters/http/admission_control/v3/admission_control_pb.js';
import {
  ApiKeyAuthPerRouteSchema,
  ApiKeyAuthSchema,
} from '#gen/envoy/extensions/filters/http/api_key_auth/v3/api_key_auth_pb.js';
import { ConfigSchema as AwsLambdaSchema } from '#gen/envoy/extensions/filters/http/aws_lambda/v3/aws_lambda_pb.js';
import { AwsRequestSigningSchema } from '#gen/envoy/extensions/filters/http/aws_request_signing/v3/aws_request_signing_pb.js';
import { BandwidthLimitSchema } from '#gen/envoy/extensions/filters/http/bandwidth_limit/v3/bandwidth_limit_pb.js';
import {
  BasicAuthPerRouteSchema,
  BasicAuthSchema,
} from '#gen/envoy/extensions/filters/http/basic_auth/v3/basic_auth_pb.js';
import {
  BufferPerRouteSchema,
  BufferSchema,
} from '#gen/envoy/extensions/filters/http/buffer/v3/buffer_pb.js';
import {
  CompressorPerRouteSchema,
  CompressorSchema,
} from '#gen/envoy/extensions/filters/http/compressor/v3/compressor_pb.js';
import { CorsPolicySchema, CorsSchema } from '#gen/envoy/extensions/filters/http/cors/v3/cors_pb.js';
import { CredentialInjectorSchema } from '#gen/envoy/extensions/filters/http/credential_injector/v3/credential_injector_pb.js';
import { CsrfPolicySchema } from '#gen/envoy/extensions/filters/http/csrf/v3/csrf_pb.js';
import { CustomResponseSchema } from '#gen/envoy/extensions/filters/http/custom_response/v3/custom_response_pb.js';
import { DecompressorSchema } from '#gen/envoy/extensions/filters/http/decompressor/v3/decompressor_pb.js';
import {
  PerRouteConfigSchema as DynamicForwardProxyPerRouteSchema,
  FilterConfigSchema as DynamicForwardProxySchema,
} from '#gen/envoy/extensions/filters/http/dynamic_forward_proxy/v3/dynamic_forward_proxy_pb.js';
import {
  ExtAuthzPerRouteSchema,
  ExtAuthzSchema,
} from '#gen/envoy/extensions/filters/http/ext_authz/v3/ext_authz_pb.js';
import {
  ExternalProcessorSchema,
  ExtProcPerRouteSchema,
} from '#gen/envoy/extensions/filters/http/ext_proc/v3/ext_proc_pb.js';
import { HTTPFaultSchema } from '#gen/envoy/extensions/filters/http/fault/v3/fault_pb.js';
import {
  AudienceSchema,
  GcpAuthnFilterConfigSchema,
} from '#gen/envoy/extensions/filters/http/gcp_authn/v3/gcp_authn_pb.js';
import { GeoipSchema } from '#gen/envoy/extensions/filters/http/geoip/v3/geoip_pb.js';
import { FilterConfigSchema as GrpcStatsSchema } from '#gen/envoy/extensions/filters/http/grpc_stats/v3/config_pb.js';
import { GrpcWebSchema } from '#gen/envoy/extensions/filters/http/grpc_web/v3/grpc_web_pb.js';
import {
  HeaderMutationPerRouteSchema,
  HeaderMutationSchema,
} from '#gen/envoy/extensions/filters/http/header_mutation/v3/header_mutation_pb.js';
import { HealthCheckSchema } from '#gen/envoy/extensions/filters/http/health_check/v3/health_check_pb.js';
import {
  JwtAuthenticationSchema,
  PerRouteConfigSchema as JwtPerRouteSchema,
} from '#gen/envoy/extensions/filters/http/jwt_authn/v3/config_pb.js';
import { LocalRateLimitSchema } from '#gen/envoy/extensions/filters/http/local_ratelimit/v3/local_rate_limit_pb.js';
import { LuaPerRouteSchema, LuaSchema } from '#gen/envoy/extensions/filters/http/lua/v3/lua_pb.js';
import { OAuth2Schema } from '#gen/envoy/extensions/filters/http/oauth2/v3/oauth_pb.js';
import {
  RateLimitPerRouteSchema,
  RateLimitSchema,
} from '#gen/envoy/extensions/filters/http/ratelimit/v3/rate_limit_pb.js';
import { RBACPerRouteSchema, RBACSchema } from '#gen/envoy/extensions/filters/http/rbac/v3/rbac_pb.js';
import { RouterSchema } from '#gen/envoy/extensions/filters/http/router/v3/router_pb.js';
import {
  StatefulSessionPerRouteSchema,
  StatefulSessionSchema,
} from '#gen/envoy/extensions/filters/http/stateful_session/v3/stateful_session_pb.js';
import { TransformConfigSchema } from '#gen/envoy/extensions/filters/http/transform/v3/transform_pb.js';
import { UpstreamCodecSchema } from '#gen/envoy/extensions/filters/http/upstream_codec/v3/upstream_codec_pb.js';
import { WasmSchema } from '#gen/envoy/extensions/filters/http/wasm/v3/wasm_pb.js';
import { HttpInspectorSchema } from '#gen/envoy/extensions/filters/listener/http_inspector/v3/http_inspector_pb.js';
import { OriginalDstSchema } from '#gen/envoy/extensions/filters/listener/original_dst/v3/original_dst_pb.js';
import { ProxyProtocolSchema } from '#gen/envoy/extensions/filters/listener/proxy_protocol/v3/proxy_protocol_pb.js';
import { TlsInspectorSchema } from '#gen/envoy/extensions/filters/listener/tls_inspector/v3/tls_inspector_pb.js';
import { ConnectionLimitSchema } from '#gen/envoy/extensions/filters/network/connection_limit/v3/connection_limit_pb.js';
import { HttpConnectionManagerSchema } from '#gen/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import { LocalRateLimitSchema as NetworkLocalRateLimitSchema } from '#gen/envoy/extensions/filters/network/local_ratelimit/v3/local_rate_limit_pb.js';
import { RBACSchema as NetworkRBACSchema } from '#gen/envoy/extensions/filters/network/rbac/v3/rbac_pb.js';
import { ConfigSchema as SetFilterStateSchema } from '#gen/envoy/extensions/filters/network/set_filter_state/v3/set_filter_state_pb.js';
import { FilterConfigSchema as SniDynamicForwardProxySchema } from '#gen/envoy/extensions/filters/network/sni_dynamic_forward_proxy/v3/sni_dynamic_forward_proxy_pb.js';
import { TcpProxySchema } from '#gen/envoy/extensions/filters/network/tcp_proxy/v3/tcp_proxy_pb.js';
import { RouteSchema as UdpRouteSchema } from '#gen/envoy/extensions/filters/udp/udp_proxy/v3/route_pb.js';
import { UdpProxyConfigSchema } from '#gen/envoy/extensions/filters/udp/udp_proxy/v3/udp_proxy_pb.js';
import { MaxMindConfigSchema } from '#gen/envoy/extensions/geoip_providers/maxmind/v3/maxmind_pb.js';
import { HealthCheckEventFileSinkSchema } from '#gen/envoy/extensions/health_check/event_sinks/file/v3/file_pb.js';
import { LocalResponsePolicySchema } from '#gen/envoy/extensions/http/custom_response/local_response_policy/v3/local_response_policy_pb.js';
import { HeaderMutationSchema as EarlyHeaderMutationSchema } from '#gen/envoy/extensions/http/early_header_mutation/header_mutation/v3/header_mutation_pb.js';
import { PreserveCaseFormatterConfigSchema } from '#gen/envoy/extensions/http/header_formatters/preserve_case/v3/preserve_case_pb.js';
import { GenericSchema } from '#gen/envoy/extensions/http/injected_credentials/generic/v3/generic_pb.js';
import { CustomHeaderConfigSchema } from '#gen/envoy/extensions/http/original_ip_detection/custom_header/v3/custom_header_pb.js';
import { XffConfigSchema } from '#gen/envoy/extensions/http/original_ip_detection/xff/v3/xff_pb.js';
import { CookieBasedSessionStateSchema } from '#gen/envoy/extensions/http/stateful_session/cookie/v3/cookie_pb.js';
import { HeaderBasedSessionStateSchema } from '#gen/envoy/extensions/http/stateful_session/header/v3/header_pb.js';
import { ClientSideWeightedRoundRobinSchema } from '#gen/envoy/extensions/load_balancing_policies/client_side_weighted_round_robin/v3/client_side_weighted_round_robin_pb.js';
import { LeastRequestSchema } from '#gen/envoy/extensions/load_balancing_policies/least_request/v3/least_request_pb.js';
import { MaglevSchema } from '#gen/envoy/extensions/load_balancing_policies/maglev/v3/maglev_pb.js';
import { OverrideHostSchema } from '#gen/envoy/extensions/load_balancing_policies/override_host/v3/override_host_pb.js';
import { RandomSchema } from '#gen/envoy/extensions/load_balancing_policies/random/v3/random_pb.js';
import { RingHashSchema } from '#gen/envoy/extensions/load_balancing_policies/ring_hash/v3/ring_hash_pb.js';
import { RoundRobinSchema } from '#gen/envoy/extensions/load_balancing_policies/round_robin/v3/round_robin_pb.js';
import { WrrLocalitySchema } from '#gen/envoy/extensions/load_balancing_policies/wrr_locality/v3/wrr_locality_pb.js';
import {
  ApplicationProtocolInputSchema,
  DestinationIPInputSchema,
  DestinationPortInputSchema,
  DynamicMetadataInputSchema,
  ServerNameInputSchema,
  SourceIPInputSchema,
  SourcePortInputSchema,
  TransportProtocolInputSchema,
} from '#gen/envoy/extensions/matching/common_inputs/network/v3/network_inputs_pb.js';
import {
  DnsSanInputSchema,
  SubjectInputSchema,
  UriSanInputSchema,
} from '#gen/envoy/extensions/matching/common_inputs/ssl/v3/ssl_inputs_pb.js';
import { IpSchema } from '#gen/envoy/extensions/matching/input_matchers/ip/v3/ip_pb.js';
import { MetadataSchema } from '#gen/envoy/extensions/matching/input_matchers/metadata/v3/metadata_pb.js';
import { UpstreamIpPortMatcherSchema } from '#gen/envoy/extensions/rbac/matchers/upstream_ip_port/v3/upstream_ip_port_matcher_pb.js';
import { UuidRequestIdConfigSchema } from '#gen/envoy/extensions/request_id/uuid/v3/uuid_pb.js';
import { OmitHostMetadataConfigSchema } from '#gen/envoy/extensions/retry/host/omit_host_metadata/v3/omit_host_metadata_config_pb.js';
import { PreviousHostsPredicateSchema } from '#gen/envoy/extensions/retry/host/previous_hosts/v3/previous_hosts_pb.js';
import { PreviousPrioritiesConfigSchema } from '#gen/envoy/extensions/retry/priority/previous_priorities/v3/previous_priorities_config_pb.js';
import { StaticConfigResourceDetectorConfigSchema } from '#gen/envoy/extensions/tracers/opentelemetry/resource_detectors/v3/static_config_resource_detector_pb.js';
import { AlwaysOnSamplerConfigSchema } from '#gen/envoy/extensions/tracers/opentelemetry/samplers/v3/always_on_sampler_pb.js';
import { ParentBasedSamplerConfigSchema } from '#gen/envoy/extensions/tracers/opentelemetry/samplers/v3/parent_based_sampler_pb.js';
import { TraceIdRatioBasedSamplerConfigSchema } from '#gen/envoy/extensions/tracers/opentelemetry/samplers/v3/trace_id_ratio_based_sampler_pb.js';
import { InternalUpstreamTransportSchema } from '#gen/envoy/extensions/transport_sockets/internal_upstream/v3/internal_upstream_pb.js';
import { ProxyProtocolUpstreamTransportSchema } from '#gen/envoy/extensions/transport_sockets/proxy_protocol/v3/upstream_proxy_protocol_pb.js';
import { QuicDownstreamTransportSchema } from '#gen/envoy/extensions/transport_sockets/quic/v3/quic_transport_pb.js';
import { RawBufferSchema } from '#gen/envoy/extensions/transport_sockets/raw_buffer/v3/raw_buffer_pb.js';
import { SecretSchema } from '#gen/envoy/extensions/transport_sockets/tls/v3/secret_pb.js';
import {
  DownstreamTlsContextSchema,
  UpstreamTlsContextSchema,
} from '#gen/envoy/extensions/transport_sockets/tls/v3/tls_pb.js';
import { SPIFFECertValidatorConfigSchema } from '#gen/envoy/extensions/transport_sockets/tls/v3/tls_spiffe_validator_config_pb.js';
import { HttpProtocolOptionsSchema } from '#gen/envoy/extensions/upstreams/http/v3/http_protocol_options_pb.js';
import {
  HttpRequestHeaderMatchInputSchema,
  HttpResponseHeaderMatchInputSchema,
} from '#gen/envoy/type/matcher/v3/http_inputs_pb.js';
import {
  HttpResponseLocalReplyMatchInputSchema,
  HttpResponseStatusCodeMatchInputSchema,
} from '#gen/envoy/type/matcher/v3/status_code_input_pb.js';
import { CelMatcherSchema } from '#gen/xds/type/matcher/v3/cel_pb.js';
import { HttpAttributesCelMatchInputSchema } from '#gen/xds/type/matcher/v3/http_inputs_pb.js';
import type { XdsType } from '#lib/xds-resource.ts';

/** schemas: the message of each xDS type. */
export const schemas = {
  cluster: ClusterSchema,
  endpoints: ClusterLoadAssignmentSchema,
  listener: ListenerSchema,
  route: RouteConfigurationSchema,
  virtualHost: VirtualHostSchema,
  hostname: DnsTable_DnsVirtualDomainSchema,
  secret: SecretSchema,
} as const satisfies Record<XdsType, unknown>;

/** registry knows every message that may stand in an Any of ours, for printing. */
export const registry = createRegistry(
  BootstrapSchema,
  ...Object.values(schemas),
  DatadogConfigSchema,
  OpenTelemetryConfigSchema,
  ZipkinConfigSchema,
  FileAccessLogSchema,
  ExpressionFilterSchema,
  HttpGrpcAccessLogConfigSchema,
  TcpGrpcAccessLogConfigSchema,
  OpenTelemetryAccessLogConfigSchema,
  StaticConfigResourceDetectorConfigSchema,
  AlwaysOnSamplerConfigSchema,
  ParentBasedSamplerConfigSchema,
  TraceIdRatioBasedSamplerConfigSchema,
  DynamicForwardProxyClusterSchema,
  DynamicForwardProxySchema,
  DynamicForwardProxyPerRouteSchema,
  UpstreamIpPortMatcherSchema,
  CookieBasedSessionStateSchema,
  GenericSchema,
  HeaderBasedSessionStateSchema,
  StatefulSessionPerRouteSchema,
  StatefulSessionSchema,
  ActionSchema,
  AdmissionControlSchema,
  InternalListenerSchema,
  InternalUpstreamTransportSchema,
  OriginalDstSchema,
  AdaptiveConcurrencySchema,
  DecompressorSchema,
  BrotliDecompressorSchema,
  GzipDecompressorSchema,
  ZstdDecompressorSchema,
  AggregateClusterSchema,
  ApiKeyAuthPerRouteSchema,
  ApiKeyAuthSchema,
  AudienceSchema,
  AwsLambdaSchema,
  GcpAuthnFilterConfigSchema,
  AwsRequestSigningSchema,
  UpstreamCodecSchema,
  BasicAuthPerRouteSchema,
  BasicAuthSchema,
  CorsPolicySchema,
  CorsSchema,
  CredentialInjectorSchema,
  TransformConfigSchema,
  CsrfPolicySchema,
  DnsClusterSchema,
  QuicDownstreamTransportSchema,
  DownstreamTlsContextSchema,
  DnsSanInputSchema,
  SubjectInputSchema,
  UriSanInputSchema,
  CelMatcherSchema,
  HttpAttributesCelMatchInputSchema,
  SetFilterStateSchema,
  SniDynamicForwardProxySchema,
  HttpInspectorSchema,
  StringValueSchema,
  WasmSchema,
  DynamicMetadataInputSchema,
  ExtAuthzPerRouteSchema,
  ExtAuthzSchema,
  ExtProcPerRouteSchema,
  ExternalProcessorSchema,
  FilterConfigSchema,
  HealthCheckEventFileSinkSchema,
  HttpConnectionManagerSchema,
  HttpProtocolOptionsSchema,
  HttpRequestHeaderMatchInputSchema,
  HttpResponseHeaderMatchInputSchema,
  HttpResponseLocalReplyMatchInputSchema,
  HttpResponseStatusCodeMatchInputSchema,
  CustomResponseSchema,
  LocalResponsePolicySchema,
  IpSchema,
  JwtAuthenticationSchema,
  JwtPerRouteSchema,
  BandwidthLimitSchema,
  BrotliSchema,
  BufferPerRouteSchema,
  BufferSchema,
  CompressorPerRouteSchema,
  CompressorSchema,
  GzipSchema,
  EarlyHeaderMutationSchema,
  GeoipSchema,
  GrpcStatsSchema,
  MaxMindConfigSchema,
  HeaderMutationPerRouteSchema,
  GrpcWebSchema,
  HeaderMutationSchema,
  HealthCheckSchema,
  HTTPFaultSchema,
  ZstdSchema,
  LocalRateLimitSchema,
  NetworkLocalRateLimitSchema,
  ClientSideWeightedRoundRobinSchema,
  LeastRequestSchema,
  MaglevSchema,
  OverrideHostSchema,
  RandomSchema,
  RingHashSchema,
  RoundRobinSchema,
  WrrLocalitySchema,
  RateLimitPerRouteSchema,
  RateLimitSchema,
  LuaPerRouteSchema,
  LuaSchema,
  MetadataSchema,
  OAuth2Schema,
  ConnectionLimitSchema,
  CustomHeaderConfigSchema,
  PreserveCaseFormatterConfigSchema,
  OmitHostMetadataConfigSchema,
  UuidRequestIdConfigSchema,
  PreviousHostsPredicateSchema,
  PreviousPrioritiesConfigSchema,
  ProxyProtocolSchema,
  ProxyProtocolUpstreamTransportSchema,
  RBACPerRouteSchema,
  RBACSchema,
  ServerNameInputSchema,
  NetworkRBACSchema,
  RawBufferSchema,
  SPIFFECertValidatorConfigSchema,
  RouterSchema,
  SourceIPInputSchema,
  TcpProxySchema,
  TlsInspectorSchema,
  TransportProtocolInputSchema,
  ApplicationProtocolInputSchema,
  DestinationIPInputSchema,
  DestinationPortInputSchema,
  SourcePortInputSchema,
  UdpProxyConfigSchema,
  UdpRouteSchema,
  UpstreamTlsContextSchema,
  XffConfigSchema,
);
