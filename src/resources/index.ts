export { type Decoded, decodeResource } from './decode.ts';
export { type Definition, ownDefinitions } from './definition/custom-resource-definition.ts';
export type { AppProtocol, BackendProtocol } from './envoy-gateway/app-protocol.ts';
export type { EnvoyGatewayBackend, EnvoyGatewayBackendSpec } from './envoy-gateway/backend.ts';
export type { HostName } from './envoy-gateway/backend-address.ts';
export type { BackendCluster, UsedBackendCluster } from './envoy-gateway/backend-cluster.ts';
export type { BackendEndpoint } from './envoy-gateway/backend-endpoint.ts';
export type { BackendSettings } from './envoy-gateway/backend-settings.ts';
export type { BackendTls } from './envoy-gateway/backend-tls.ts';
export { grpcStatuses } from './envoy-gateway/backend-traffic-policy/admission-control.ts';
export { bandwidthUnits } from './envoy-gateway/backend-traffic-policy/bandwidth-limit.ts';
export type { BackendTrafficPolicy } from './envoy-gateway/backend-traffic-policy.ts';
export type { WrittenHeaderChanges } from './envoy-gateway/client-headers.ts';
export type { WrittenClientTls, WrittenClientValidation } from './envoy-gateway/client-tls.ts';
export type { ClientSettings, ClientTrafficPolicy } from './envoy-gateway/client-traffic-policy.ts';
export type { Dns } from './envoy-gateway/dns.ts';
export { addressText, endpointText } from './envoy-gateway/endpoint-text.ts';
export type { EnvoyExtensionPolicy } from './envoy-gateway/envoy-extension-policy.ts';
export type { EnvoyPatchPolicy } from './envoy-gateway/envoy-patch-policy.ts';
export type { WrittenAccessLog } from './envoy-gateway/envoy-proxy/access-log.ts';
export type { WrittenCalled } from './envoy-gateway/envoy-proxy/called.ts';
export type { WrittenProxyMetrics } from './envoy-gateway/envoy-proxy/metrics.ts';
export type { WrittenTracing } from './envoy-gateway/envoy-proxy/tracing.ts';
export type { EnvoyProxy } from './envoy-gateway/envoy-proxy.ts';
export type {
  EnvoyGatewayRouteFilter,
  HostSource,
  HttpRouteFilterSpec,
} from './envoy-gateway/http-route-filter.ts';
export type { WrittenOperation } from './envoy-gateway/json-patch-operation.ts';
export type { SecurityPolicy } from './envoy-gateway/security-policy.ts';
export type { StringMatch } from './envoy-gateway/string-match.ts';
export type { TextSource } from './envoy-gateway/text-source.ts';
export type { WrittenTlsParameters } from './envoy-gateway/tls-parameters.ts';
export type { WrittenTraced } from './envoy-gateway/traced.ts';
export type { FairleadBackend, FairleadBackendSpec } from './fairlead/backend.ts';
export type { BackendTlsPolicy, WrittenSubjectAltName } from './gateway-api/backend-tls-policy.ts';
export type { BackendSharingPolicy } from './gateway-api/backend-traffic.ts';
export { gatewayApiGroup } from './gateway-api/fields.ts';
export type { Gateway, GatewaySpec } from './gateway-api/gateway.ts';
export type { GatewayClass, GatewayClassSpec } from './gateway-api/gateway-class.ts';
export type { GrpcRouteMatch } from './gateway-api/grpc-match.ts';
export type {
  GrpcRoute,
  GrpcRouteBackendRef,
  GrpcRouteRule,
  GrpcRouteSpec,
} from './gateway-api/grpc-route.ts';
export type {
  HttpRouteCors,
  HttpRouteExternalAuth,
  HttpRouteFilter,
  HttpRouteHeaderModifier,
  HttpRoutePathModifier,
  HttpRouteRequestMirror,
  HttpRouteRequestRedirect,
  HttpRouteUrlRewrite,
} from './gateway-api/http-filter.ts';
export type { HttpRouteMatch } from './gateway-api/http-match.ts';
export type {
  HttpRoute,
  HttpRouteBackendRef,
  HttpRouteRetry,
  HttpRouteRule,
  HttpRouteSpec,
  HttpRouteTimeouts,
} from './gateway-api/http-route.ts';
export { type LabelSelector, selectorOperators, valuesProblem } from './gateway-api/label-selector.ts';
export type {
  GatewayAllowedRoutes,
  GatewayListener,
  GatewayListenerTls,
} from './gateway-api/listener.ts';
export {
  isListenerSet,
  type ListenerSet,
  type ListenerSetSpec,
  listenerSetKinds,
} from './gateway-api/listener-set.ts';
export type { ReferenceGrant, ReferenceGrantSpec } from './gateway-api/reference-grant.ts';
export type {
  BackendObjectReference,
  BackendReference,
  LocalObjectReference,
  ObjectReference,
  ParentReference,
  RouteBackendRef,
  SecretObjectReference,
} from './gateway-api/references.ts';
export {
  type AnyRoute,
  hostnamesOf,
  isRoute,
  pathInRoute,
  pathOfParent,
  routeKinds,
} from './gateway-api/routes.ts';
export type { SessionPersistence } from './gateway-api/session-persistence.ts';
export type { TcpRoute, TcpRouteSpec } from './gateway-api/tcp-route.ts';
export type { TlsRoute, TlsRouteSpec } from './gateway-api/tls-route.ts';
export type { UdpRoute, UdpRouteSpec } from './gateway-api/udp-route.ts';
export {
  type DestinationRule,
  type DestinationSubset,
  portOfSubset,
  subsetSection,
  type WrittenTrafficPolicy,
} from './istio/destination-rule.ts';
export {
  isLookedUp,
  misplaced,
  type ServiceEntry,
  type ServiceEntryPort,
  seenFrom,
} from './istio/service-entry.ts';
export type { WrittenIstioTls } from './istio/traffic-policy.ts';
export type { IstioWorkload } from './istio/workload.ts';
export { type WorkloadEntry, workloadLabels } from './istio/workload-entry.ts';
export {
  type KgatewayBackend,
  type KgatewayBackendSpec,
  type KgatewayDestination,
  kgatewayBackendKinds,
} from './kgateway/backend.ts';
export type { WrittenUpstreamTls } from './kgateway/backend-config-policy/tls.ts';
export type { BackendConfigPolicy } from './kgateway/backend-config-policy.ts';
export type { AwsAuth, NamedSecret } from './kgateway/backend-types/aws-auth.ts';
export type { AwsEc2, TagFilter } from './kgateway/backend-types/aws-ec2.ts';
export type { AwsLambda } from './kgateway/backend-types/aws-lambda.ts';
export type { AzureFunction } from './kgateway/backend-types/azure.ts';
export type { ConsulService } from './kgateway/backend-types/consul.ts';
export type { DynamicForwardProxy } from './kgateway/backend-types/dynamic-forward-proxy.ts';
export type { Gcp } from './kgateway/backend-types/gcp.ts';
export type { KubeService } from './kgateway/backend-types/kube.ts';
export type { Pipe } from './kgateway/backend-types/pipe.ts';
export type { PriorityGroups } from './kgateway/backend-types/priority-groups.ts';
export type { StaticHosts } from './kgateway/backend-types/static.ts';
export { isDelegation } from './kgateway/delegation.ts';
export type { DirectResponse } from './kgateway/direct-response.ts';
export type { GatewayExtension } from './kgateway/gateway-extension.ts';
export type { GatewayParameters } from './kgateway/gateway-parameters.ts';
export type { WrittenOptionLogs } from './kgateway/http-listener-option/access-log.ts';
export type { WrittenConnectionManager } from './kgateway/http-listener-option/connection-manager.ts';
export type { HttpListenerOption } from './kgateway/http-listener-option.ts';
export type { HttpListenerPolicy } from './kgateway/http-listener-policy.ts';
export type { ListenerOption } from './kgateway/listener-option.ts';
export type { WrittenListenerLog } from './kgateway/listener-policy/access-log.ts';
export type { WrittenHttpSettings } from './kgateway/listener-policy/http-settings.ts';
export {
  loggedGrpcStatuses,
  type WrittenLogFilter,
  type WrittenSingleFilter,
} from './kgateway/listener-policy/log-filter.ts';
export type { WrittenListenerTracing } from './kgateway/listener-policy/tracing.ts';
export type { ListenerPolicy, ListenerSettings } from './kgateway/listener-policy.ts';
export { restrictionNames } from './kgateway/route-option/restrictions.ts';
export type { RouteOption } from './kgateway/route-option.ts';
export type { WrittenTracingAttribute } from './kgateway/traffic-policy/tracing.ts';
export type { WrittenTransformation } from './kgateway/traffic-policy/transformation.ts';
export type { TrafficPolicy } from './kgateway/traffic-policy.ts';
export type { UpstreamSettings } from './kgateway/upstream-settings.ts';
export type { VirtualHostOption } from './kgateway/virtual-host-option.ts';
export type { DecodedSpec, Kind, Metadata, Resource, ResourceOf, SpecOf } from './kind.ts';
export { type AnyKind, type AnyResource, kindOf, kinds, ruleFilterKinds } from './kinds.ts';
export type { ClusterTrustBundle, ClusterTrustBundleSpec } from './kubernetes/cluster-trust-bundle.ts';
export type { ConfigMap, ConfigMapSpec } from './kubernetes/config-map.ts';
export type { EndpointSlice, EndpointSliceSpec } from './kubernetes/endpoint-slice.ts';
export type { Ingress, IngressRule, IngressTls } from './kubernetes/ingress.ts';
export { type IngressClass, ingressGroup } from './kubernetes/ingress-class.ts';
export { brokenPorts, listeningPorts } from './kubernetes/listening-ports.ts';
export type { Namespace, NamespaceSpec } from './kubernetes/namespace.ts';
export type { Secret, SecretSpec } from './kubernetes/secret.ts';
export type { Service, ServiceSpec } from './kubernetes/service.ts';
export type { ServiceImport, ServiceImportSpec } from './kubernetes/service-import.ts';
export type { OutboundRef, ReachableBackends, ReachableRef } from './kuma/backend-ref.ts';
export type { DataSource } from './kuma/data-source.ts';
export { isProbed } from './kuma/dataplane/probes.ts';
export type { Dataplane, DataplaneSpec } from './kuma/dataplane.ts';
export type { ExternalService, ExternalServiceSpec } from './kuma/external-service.ts';
export type { HostnameGenerator, HostnameGeneratorSpec } from './kuma/hostname-generator.ts';
export { type MeshPlace, placeInMesh } from './kuma/in-mesh.ts';
export {
  hasStoredPolicies,
  type InitialPolicy,
  initialPolicies,
  withStoredPolicies,
} from './kuma/initial-policies.ts';
export type { Mesh, MeshSpec } from './kuma/mesh.ts';
export type { ExternalEndpoint } from './kuma/mesh-external-service/endpoint.ts';
export type { ExternalTls } from './kuma/mesh-external-service/tls.ts';
export type { MeshExternalService, MeshExternalServiceSpec } from './kuma/mesh-external-service.ts';
export type { MeshIdentity, MeshIdentitySpec } from './kuma/mesh-identity.ts';
export type { MeshMultiZoneService, MeshMultiZoneServiceSpec } from './kuma/mesh-multi-zone-service.ts';
export type { MeshOpenTelemetryBackend } from './kuma/mesh-open-telemetry-backend.ts';
export type { MeshService, MeshServiceSpec } from './kuma/mesh-service.ts';
export type { MeshTrust, MeshTrustSpec } from './kuma/mesh-trust.ts';
export type { MeshZoneAddress } from './kuma/mesh-zone-address.ts';
export type { WrittenMetricsPage } from './kuma/metrics.ts';
export type { MeshBackendRef, MeshCollectorRef, WeightedBackendRef } from './kuma/policies/backend-ref.ts';
export type { WrittenCollector } from './kuma/policies/collector.ts';
export type { WrittenHeaderMatch } from './kuma/policies/header-match.ts';
export { type AnyMeshPolicy, isMeshPolicy, meshPolicyKinds } from './kuma/policies/index.ts';
export type { CallerItem, CallerMatch, MeshPolicySpec, TargetedItem } from './kuma/policies/items.ts';
export type { WrittenLogBackend, WrittenLogFormat, WrittenLogs } from './kuma/policies/mesh-access-log.ts';
export type { WrittenCircuitBreaker } from './kuma/policies/mesh-circuit-breaker.ts';
export type { WrittenFaults } from './kuma/policies/mesh-fault-injection.ts';
export type { WrittenHealthCheck } from './kuma/policies/mesh-health-check.ts';
export type {
  MeshHttpFilter,
  MeshHttpMatch,
  MeshHttpRule,
  MeshHttpRules,
} from './kuma/policies/mesh-http-route.ts';
export type {
  WrittenHashPolicy,
  WrittenLocalityAwareness,
  WrittenStrategy,
} from './kuma/policies/mesh-load-balancing-strategy.ts';
export type { WrittenMetrics } from './kuma/policies/mesh-metric.ts';
export type { PassedThrough, WrittenPassthrough } from './kuma/policies/mesh-passthrough.ts';
export type {
  MeshProxyPatch,
  WrittenModification,
  WrittenPatches,
} from './kuma/policies/mesh-proxy-patch.ts';
export type { WrittenLimits } from './kuma/policies/mesh-rate-limit.ts';
export type { WrittenRetries } from './kuma/policies/mesh-retry.ts';
export type { MeshTcpRules } from './kuma/policies/mesh-tcp-route.ts';
export type { MeshTimeouts } from './kuma/policies/mesh-timeout.ts';
export type { WrittenMeshTls } from './kuma/policies/mesh-tls.ts';
export type { WrittenTrace, WrittenTraceBackend } from './kuma/policies/mesh-trace.ts';
export type { WrittenPermission } from './kuma/policies/mesh-traffic-permission.ts';
export { type TargetKind, type TargetRef, targetKinds } from './kuma/policies/target-ref.ts';
export type { WrittenProtocol } from './kuma/protocol.ts';
export type { GlobalSecret, MeshSecret, MeshSecretSpec } from './kuma/secret.ts';
export type { TlsVersionName } from './kuma/tls-version.ts';
export type { VirtualOutbound, VirtualOutboundSpec } from './kuma/virtual-outbound.ts';
export type { Workload } from './kuma/workload.ts';
export { expandList } from './list.ts';
export { type AnyPolicy, isPolicy, policyKinds, rulePolicyKinds } from './policies.ts';
export type { PolicySelector, PolicySpec, PolicyTarget } from './policy.ts';
export { sameResource } from './same-resource.ts';
export { compileReader } from './schema/reader.ts';
export { hideSecrets, type Restored, redacted, restoreSecrets } from './secrets.ts';
export { isUniversal } from './universal.ts';
export { type WrittenSchemas, writtenSchemas } from './written-schema.ts';
