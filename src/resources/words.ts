import { backendWords } from './envoy-gateway/words/backend.ts';
import { backendTrafficPolicyWords } from './envoy-gateway/words/backend-traffic-policy.ts';
import { clientTrafficPolicyWords } from './envoy-gateway/words/client-traffic-policy.ts';
import { envoyExtensionPolicyWords } from './envoy-gateway/words/envoy-extension-policy.ts';
import { envoyPatchPolicyWords } from './envoy-gateway/words/envoy-patch-policy.ts';
import { envoyProxyWords } from './envoy-gateway/words/envoy-proxy.ts';
import { httpRouteFilterWords } from './envoy-gateway/words/http-route-filter.ts';
import { securityPolicyWords } from './envoy-gateway/words/security-policy.ts';
import { backendWords as fairleadBackendWords } from './fairlead/words/backend.ts';
import { tcpRouteWords, tlsRouteWords, udpRouteWords } from './gateway-api/words/connection-routes.ts';
import { gatewayClassWords, gatewayWords, listenerSetWords } from './gateway-api/words/gateway.ts';
import { grpcRouteWords } from './gateway-api/words/grpc-route.ts';
import { httpRouteWords } from './gateway-api/words/http-route.ts';
import {
  backendLbPolicyWords,
  backendTlsPolicyWords,
  referenceGrantWords,
  xBackendTrafficPolicyWords,
} from './gateway-api/words/policies.ts';
import { destinationRuleWords } from './istio/words/destination-rule.ts';
import { serviceEntryWords } from './istio/words/service-entry.ts';
import { workloadEntryWords } from './istio/words/workload-entry.ts';
import { kgatewayBackendWords } from './kgateway/words/backend.ts';
import { backendConfigPolicyWords } from './kgateway/words/backend-config-policy.ts';
import { directResponseWords } from './kgateway/words/direct-response.ts';
import { gatewayExtensionWords } from './kgateway/words/gateway-extension.ts';
import { gatewayParametersWords } from './kgateway/words/gateway-parameters.ts';
import {
  httpListenerOptionWords,
  listenerOptionWords,
  virtualHostOptionWords,
} from './kgateway/words/listener-options.ts';
import { httpListenerPolicyWords, listenerPolicyWords } from './kgateway/words/listener-policy.ts';
import { routeOptionWords } from './kgateway/words/route-option.ts';
import { trafficPolicyWords } from './kgateway/words/traffic-policy.ts';
import type { AnyKind } from './kinds.ts';
import {
  clusterTrustBundleWords,
  configMapWords,
  endpointSliceWords,
  namespaceWords,
  secretWords,
  serviceImportWords,
  serviceWords,
} from './kubernetes/words/core.ts';
import { ingressClassWords, ingressWords } from './kubernetes/words/ingress.ts';
import { dataplaneWords } from './kuma/words/dataplane.ts';
import { externalServiceWords } from './kuma/words/external-service.ts';
import {
  globalSecretWords,
  meshIdentityWords,
  meshSecretWords,
  meshTrustWords,
} from './kuma/words/identity.ts';
import { meshWords } from './kuma/words/mesh.ts';
import { meshExternalServiceWords } from './kuma/words/mesh-external-service.ts';
import { meshMultiZoneServiceWords } from './kuma/words/mesh-multi-zone-service.ts';
import { meshOpenTelemetryBackendWords } from './kuma/words/mesh-open-telemetry-backend.ts';
import { meshServiceWords } from './kuma/words/mesh-service.ts';
import { meshZoneAddressWords } from './kuma/words/mesh-zone-address.ts';
import { hostnameGeneratorWords, virtualOutboundWords } from './kuma/words/names.ts';
import { meshPolicyWords } from './kuma/words/policies/index.ts';
import { workloadWords } from './kuma/words/workload.ts';
import type { Words } from './reference/words.ts';

/** words say what the fields of each kind mean; they are in the `words` folder of each dialect. */
export const words: Readonly<Record<AnyKind['id'], Words>> = {
  'gateway-api/GatewayClass': gatewayClassWords,
  'gateway-api/Gateway': gatewayWords,
  'gateway-api/ListenerSet': listenerSetWords,
  'gateway-api/XListenerSet': listenerSetWords,
  'gateway-api/HTTPRoute': httpRouteWords,
  'gateway-api/GRPCRoute': grpcRouteWords,
  'gateway-api/TLSRoute': tlsRouteWords,
  'gateway-api/TCPRoute': tcpRouteWords,
  'gateway-api/UDPRoute': udpRouteWords,
  'gateway-api/ReferenceGrant': referenceGrantWords,
  'gateway-api/BackendTLSPolicy': backendTlsPolicyWords,
  'gateway-api/BackendLBPolicy': backendLbPolicyWords,
  'gateway-api/XBackendTrafficPolicy': xBackendTrafficPolicyWords,
  'envoy-gateway/Backend': backendWords,
  'envoy-gateway/HTTPRouteFilter': httpRouteFilterWords,
  'envoy-gateway/BackendTrafficPolicy': backendTrafficPolicyWords,
  'envoy-gateway/ClientTrafficPolicy': clientTrafficPolicyWords,
  'envoy-gateway/SecurityPolicy': securityPolicyWords,
  'envoy-gateway/EnvoyExtensionPolicy': envoyExtensionPolicyWords,
  'envoy-gateway/EnvoyProxy': envoyProxyWords,
  'envoy-gateway/EnvoyPatchPolicy': envoyPatchPolicyWords,
  'fairlead/Backend': fairleadBackendWords,
  'kgateway/Backend': kgatewayBackendWords,
  'kgateway/Upstream': kgatewayBackendWords,
  'gloo/Backend': kgatewayBackendWords,
  'gloo/Upstream': kgatewayBackendWords,
  'kgateway/BackendConfigPolicy': backendConfigPolicyWords,
  'kgateway/DirectResponse': directResponseWords,
  'kgateway/GatewayExtension': gatewayExtensionWords,
  'kgateway/GatewayParameters': gatewayParametersWords,
  'gloo/HttpListenerOption': httpListenerOptionWords,
  'gloo/ListenerOption': listenerOptionWords,
  'gloo/RouteOption': routeOptionWords,
  'gloo/VirtualHostOption': virtualHostOptionWords,
  'kgateway/HTTPListenerPolicy': httpListenerPolicyWords,
  'kgateway/ListenerPolicy': listenerPolicyWords,
  'kgateway/TrafficPolicy': trafficPolicyWords,
  'istio/ServiceEntry': serviceEntryWords,
  'istio/WorkloadEntry': workloadEntryWords,
  'istio/DestinationRule': destinationRuleWords,
  'kubernetes/Namespace': namespaceWords,
  'kubernetes/Service': serviceWords,
  'kubernetes/ServiceImport': serviceImportWords,
  'kubernetes/EndpointSlice': endpointSliceWords,
  'kubernetes/Ingress': ingressWords,
  'kubernetes/IngressClass': ingressClassWords,
  'kubernetes/Secret': secretWords,
  'kubernetes/ConfigMap': configMapWords,
  'kubernetes/ClusterTrustBundle': clusterTrustBundleWords,
  'kuma/Mesh': meshWords,
  'kuma/Dataplane': dataplaneWords,
  'kuma/MeshService': meshServiceWords,
  'kuma/MeshExternalService': meshExternalServiceWords,
  'kuma/MeshMultiZoneService': meshMultiZoneServiceWords,
  'kuma/HostnameGenerator': hostnameGeneratorWords,
  'kuma/VirtualOutbound': virtualOutboundWords,
  'kuma/ExternalService': externalServiceWords,
  'kuma/MeshIdentity': meshIdentityWords,
  'kuma/MeshTrust': meshTrustWords,
  'kuma/MeshOpenTelemetryBackend': meshOpenTelemetryBackendWords,
  'kuma/Workload': workloadWords,
  'kuma/MeshZoneAddress': meshZoneAddressWords,
  'kuma/Secret': meshSecretWords,
  'kuma/GlobalSecret': globalSecretWords,
  ...meshPolicyWords,
};
