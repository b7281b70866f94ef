/** What issuers of identities publish of themselves (OpenID Connect Discovery), read by the control plane. */
export { createIssuerDiscovery, type IssuerDiscoveryOptions } from './issuer-discovery.ts';
