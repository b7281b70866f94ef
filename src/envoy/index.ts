export { type EnvoyInputs, type EnvoyResources, encodeModel } from './collections.ts';
export { type Member, type MembershipInputs, membership } from './membership.ts';
export { type ProxyConfiguration, renderProxy, renderResource } from './render.ts';
export { staticBootstrap } from './static-bootstrap.ts';
