export {
  type Backend,
  type BackendDiscovery,
  type BackendKey,
  type BackendShape,
  backendKey,
  type UpstreamProtocol,
  type UpstreamTls,
  type UpstreamTrust,
} from './backend.ts';
export type { Endpoint, FqdnEndpoint, IpEndpoint, UnixEndpoint } from './endpoint.ts';
export {
  type Certificate,
  type Gateway,
  type Listener,
  type ListenerTls,
  type ProxyId,
  portKey,
  portsOf,
} from './gateway.ts';
export type {
  ListenerReport,
  Outcome,
  ParentRef,
  ParentReport,
  Report,
  Verdict,
  Verdicts,
} from './report.ts';
export type {
  Attachment,
  BackendUse,
  Destination,
  HeaderEdit,
  Mirror,
  PathEdit,
  PathMatch,
  Route,
  RouteAction,
  RouteMatch,
  RouteRule,
  RouteTable,
  TextMatch,
} from './route.ts';
