export {
  type Attachment,
  type HttpAttachment,
  orderOf,
  type RouteTable,
  routeTableOf,
  type TcpAttachment,
  type UdpAttachment,
} from './attachment.ts';
export type { AssumedRole, AwsKeys, AwsSigner } from './aws-signer.ts';
export {
  type Backend,
  type BackendDiscovery,
  type BackendKey,
  type BackendShape,
  backendKey,
  type Transport,
  type UpstreamProtocol,
} from './backend.ts';
export {
  type BackendUse,
  eachUse,
  membersOf,
  metadataServerKey,
  ofAllEndpoints,
  originsOf,
  partOf,
  type SharedUse,
  shapedUse,
  speaksBoth,
  standsAlone,
  subsetName,
  tokensFrom,
  useKey,
  wholePolicy,
  withMembers,
} from './backend-use.ts';
export type { ByRequest, OnlyTo } from './by-request.ts';
export type { CallerCondition, CallerPattern } from './caller-condition.ts';
export type { CertificateName, ClientValidation } from './client-validation.ts';
export type { ClusterHealth, EndpointCount, EndpointHealth } from './cluster-health.ts';
export { connectionRoute } from './connection-route.ts';
export type { Endpoint, FqdnEndpoint, HttpVersion, IpEndpoint, UnixEndpoint } from './endpoint.ts';
export {
  canForward,
  type Destination,
  type DestinationEdits,
  type Forwarding,
  type Mirror,
  usesOf,
} from './forwarding.ts';
export {
  type Certificate,
  certificatesOf,
  type Gateway,
  type HttpListener,
  type Listener,
  type ListenerTls,
  mutualTlsOf,
  originsOn,
  passedUses,
  portKey,
  portsOf,
  quicListenersOf,
  quicPortsOf,
  type Side,
  type TcpListener,
  type TlsListener,
  type UdpListener,
  udpPortsOf,
} from './gateway.ts';
export type {
  AssignedAddresses,
  GatewayWorkload,
  WorkloadPort,
  WorkloadRefusal,
} from './gateway-workload.ts';
export type { GenericSecret } from './generic-secret.ts';
export type { HeaderCondition, HeaderTest } from './header-condition.ts';
export { type CallerProof, type HostedService, type MetadataServer, sentPathOf } from './hosted-service.ts';
export type { HeaderEdit, HostEdit, HttpEdits, PathEdit, Replacement } from './http-edits.ts';
export type { HttpMatch, PathMatch, TextMatch } from './http-match.ts';
export {
  credentialsOf,
  type HttpAction,
  type HttpRule,
  secretsOfRule,
  usesOfRule,
} from './http-rule.ts';
export {
  type ImageAnswer,
  type ImageName,
  type ImageWant,
  programFile,
  type RegistryLogin,
} from './image-want.ts';
export type { InjectedCredential } from './injected-credential.ts';
export { type CalledFunction, invocationPath, type LambdaFunction } from './lambda-function.ts';
export {
  type ListenerName,
  type ListenerPlace,
  listenerNameIn,
  placeOfListener,
} from './listener-name.ts';
export type { AddressWant, TakenAddress } from './mesh/address-want.ts';
export {
  type Admission,
  type AdmissionRule,
  admissionKey,
  admissionTerms,
  admits,
  type Caller,
  callerKey,
  callerTerms,
} from './mesh/admission.ts';
export type {
  AppliedCallers,
  AppliedItem,
  AppliedPart,
  AppliedTo,
  MeshPolicyInquiry,
} from './mesh/applied-item.ts';
export type { CalledClusters, ClusterCalls } from './mesh/called-clusters.ts';
export { type Capture, captureName, captureSetName, type IpFamilies } from './mesh/capture.ts';
export { type DirectAccess, type DirectEndpoint, directAccessName } from './mesh/direct-access.ts';
export {
  type AuthorityKey,
  authorityKey,
  type Identity,
  type MeshAuthority,
  type MeshTrust,
  type SidecarSecurity,
  type TrustedRoots,
} from './mesh/identity.ts';
export type { ChosenMetrics, MetricsPage, MetricsPush } from './mesh/metrics-page.ts';
export type { MutualTls } from './mesh/mutual-tls.ts';
export type { Hostname, VirtualAddresses } from './mesh/names.ts';
export type { Onward, OnwardHttp, OnwardMatch } from './mesh/onward.ts';
export { isPlace, type PlaceIdentity, placeId } from './mesh/place.ts';
export type { Probe, Probes } from './mesh/probes.ts';
export { classedKey, classKey } from './mesh/proxy-class.ts';
export {
  type CalledPort,
  isLetIn,
  type ReachablePort,
  type ReachDeclaration,
  type ServiceSelector,
  selectorKey,
  selects,
  sortedLabels,
} from './mesh/reach-declaration.ts';
export {
  isHttpProtocol,
  type Service,
  type ServiceKind,
  type ServicePort,
  type ServiceProtocol,
} from './mesh/service.ts';
export { type Inbound, type Outbound, type Sidecar, sidecarKey } from './mesh/sidecar.ts';
export {
  addressesInNetwork,
  isVirtualAddress,
  twinnedBy,
  twinOf,
  virtualAddress,
} from './mesh/virtual-address.ts';
export {
  type Modification,
  type ModificationOutcome,
  type ModifiedPlace,
  type ModifiedUse,
  modificationKey,
} from './modification.ts';
export type { Pace } from './pace.ts';
export type { ActiveHealth, HealthPayload, HealthProbe } from './policy/active-health.ts';
export type { AdaptiveConcurrency } from './policy/adaptive-concurrency.ts';
export type { Addressed } from './policy/addressed.ts';
export type { AdmissionControl } from './policy/admission-control.ts';
export type { ApiKeyAuth, ApiKeySource } from './policy/api-key-auth.ts';
export type {
  AddressRange,
  Authorization,
  AuthorizationCondition,
  AuthorizationRule,
  Permission,
} from './policy/authorization.ts';
export type { Bandwidth } from './policy/bandwidth.ts';
export type { BasicAuth } from './policy/basic-auth.ts';
export type { Bodies, BodyChange } from './policy/bodies.ts';
export type { CircuitBreaker, RetryBudget } from './policy/circuit-breaker.ts';
export type { ClientProtocol } from './policy/client-protocol.ts';
export type { Compression, Encoding } from './policy/compression.ts';
export type { Connections } from './policy/connections.ts';
export type { Copies } from './policy/copies.ts';
export type { Cors } from './policy/cors.ts';
export type { Csrf } from './policy/csrf.ts';
export type { Decompression } from './policy/decompression.ts';
export type { DescribedRateLimits, DescriptorEntry } from './policy/described-rate-limits.ts';
export type { Edits } from './policy/edits.ts';
export type { AskedService, ExtAuth } from './policy/ext-auth.ts';
export type { ExtProc, ShownPart } from './policy/ext-proc.ts';
export { type BackendFacets, mergeFacets } from './policy/facets.ts';
export type { Fault, Faults } from './policy/faults.ts';
export type {
  GlobalRateLimitRule,
  GlobalRateLimits,
  RateLimitService,
} from './policy/global-rate-limits.ts';
export { type Hashing, type HashKey, hashesAddress } from './policy/hashing.ts';
export type { HeaderTemplates } from './policy/header-templates.ts';
export type { HealthLog } from './policy/health-log.ts';
export type { HiddenHeaders } from './policy/hidden-headers.ts';
export type { Http1 } from './policy/http1.ts';
export type { Http2, Http2Keepalive } from './policy/http2.ts';
export type { InternalRedirects } from './policy/internal-redirects.ts';
export type { Jwt, JwtKeys, JwtProvider } from './policy/jwt.ts';
export type { Keepalive } from './policy/keepalive.ts';
export type {
  AccessLog,
  AccessLogs,
  LogFormat,
  LogSink,
  NestedFormat,
} from './policy/listener/access-logs.ts';
export type { AnnouncedClients } from './policy/listener/announced-clients.ts';
export type { ClientAddress } from './policy/listener/client-address.ts';
export type { ClientConnections } from './policy/listener/client-connections.ts';
export type { ClientGrpc } from './policy/listener/client-grpc.ts';
export type { ClientHeaders } from './policy/listener/client-headers.ts';
export type { ClientHealth } from './policy/listener/client-health.ts';
export type { ClientHttp1 } from './policy/listener/client-http1.ts';
export type { ClientHttp3 } from './policy/listener/client-http3.ts';
export type { ClientPaths } from './policy/listener/client-paths.ts';
export type { ClientScheme } from './policy/listener/client-scheme.ts';
export type { ClientTimeouts } from './policy/listener/client-timeouts.ts';
export type { ClientTls } from './policy/listener/client-tls.ts';
export type { ClientUpgrades } from './policy/listener/client-upgrades.ts';
export type { Connecting } from './policy/listener/connecting.ts';
export type { ConnectionRate } from './policy/listener/connection-rate.ts';
export type { FilterMove, FilterOrder } from './policy/listener/filter-order.ts';
export type { HeaderChanges } from './policy/listener/header-changes.ts';
export type { LogFilter } from './policy/listener/log-filter.ts';
export type { ServerHeader } from './policy/listener/server-header.ts';
export type { TelemetryService } from './policy/listener/telemetry-service.ts';
export type {
  TagSource,
  TraceSampler,
  Tracing,
  TracingProvider,
} from './policy/listener/tracing.ts';
export { type ListenerFacets, toldServices, withUses } from './policy/listener-facets.ts';
export type {
  Algorithm,
  LoadBalancing,
  Ramp,
  Utilization,
  ZoneMatch,
  Zones,
} from './policy/load-balancing.ts';
export type { Mirroring } from './policy/mirroring.ts';
export type { Oidc } from './policy/oidc.ts';
export type { Owned } from './policy/owned.ts';
export type { Panic } from './policy/panic.ts';
export type { Detector, PassiveHealth } from './policy/passive-health.ts';
export type { PlaceFact, PlaceTest } from './policy/place-test.ts';
export {
  type PlaceDatabases,
  type Places,
  placeFacts,
  placeFactsAsked,
  placeTellers,
  untoldPlaceFact,
} from './policy/places.ts';
export type { ProxyProtocol } from './policy/proxy-protocol.ts';
export type {
  RateLimitCondition,
  RateLimitCost,
  RateLimitRule,
  RateLimits,
  RateLimitUnit,
  RequestMetadata,
} from './policy/rate-limits.ts';
export type { RequestBuffer } from './policy/request-buffer.ts';
export type { RequestRate } from './policy/request-rate.ts';
export type { Resolution } from './policy/resolution.ts';
export type { OverridingAnswer, ResponseOverride, ResponseOverrides } from './policy/response-overrides.ts';
export { type Retries, retriedByDefault } from './policy/retries.ts';
export {
  asksRequests,
  callsOf,
  type FilterFacets,
  type Liftable,
  type RouteFacets,
  secretsOf,
} from './policy/route-facets.ts';
export type { RouteStatistics } from './policy/route-statistics.ts';
export type { RouteTimeouts } from './policy/route-timeouts.ts';
export type { Script, Scripts } from './policy/scripts.ts';
export type { Session } from './policy/session.ts';
export type { ShownCertificate } from './policy/shown-certificate.ts';
export type { SpokenTls } from './policy/spoken-tls.ts';
export type { TextPattern } from './policy/text-pattern.ts';
export type { Traces } from './policy/traces.ts';
export type { Upgrades } from './policy/upgrades.ts';
export type { ProgramCode, Wasm } from './policy/wasm.ts';
export type {
  PolicyAtTarget,
  PolicyInquiry,
  PolicyPlace,
  RulingPolicy,
} from './policy-inquiry.ts';
export { type ProxyId, type ProxyIdentity, proxyId, proxyIdentity } from './proxy-id.ts';
export {
  type BootstrapEdit,
  metricsReceivers,
  type ProxyProcess,
  type Shutdown,
  withReceivers,
} from './proxy-process.ts';
export { redirectPort } from './redirect-port.ts';
export type {
  AncestorReport,
  JoinedService,
  ListenerReport,
  Naming,
  Outcome,
  ParentRef,
  ParentReport,
  Report,
  ServiceReport,
  Verdict,
  Verdicts,
} from './report.ts';
export {
  type HttpRoute,
  type Route,
  type RouteStep,
  stepsAround,
  type TcpRoute,
  type UdpRoute,
  usesOfRoute,
} from './route.ts';
export {
  inOrder,
  matchesOf,
  type Precedence,
  precedenceBetween,
  type RoutedMatch,
  type RouteOrder,
} from './route-order.ts';
export { type Aged, bySeniority } from './seniority.ts';
export type { TlsParameters, TlsVersion } from './tls-parameters.ts';
export type { ServerName, SubjectAltName, UpstreamTls, UpstreamTrust } from './upstream-tls.ts';
export {
  type Answer,
  type AnswerTo,
  type ConsulAnswer,
  type ConsulInstance,
  type ConsulWant,
  type DnsAnswer,
  type DnsWant,
  demandKey,
  type Ec2Answer,
  type Ec2Instance,
  type Ec2Want,
  type IssuerAnswer,
  type IssuerWant,
  type KeysOfSecret,
  type Known,
  type ProgramAnswer,
  type ProgramWant,
  type Refused,
  type SrvAnswer,
  type SrvTarget,
  type SrvWant,
  type Want,
  wantKey,
} from './want.ts';
export type { WatchedCluster } from './watched-cluster.ts';
export type {
  KubernetesFields,
  NamedParameters,
  ObjectPatch,
  PatchedSpec,
  RunnerParameters,
  ServiceParameters,
  WorkloadParameters,
} from './workload-parameters.ts';
export type { PatchOutcome, PatchProblem, XdsPatch } from './xds-patch.ts';
