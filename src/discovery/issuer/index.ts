/** What issuers of identities publish of themselves (OpenID Connect Discovery), read by the control plane. */
export { createIssuerDiscovery } from './issuer-discovery.ts';
