/** For people: what would be sent, as JSON. Apart from the encoding, so that what only serves never loads it. */
export { type ProxyConfiguration, renderProxy, renderResource } from './render.ts';
export { staticBootstrap } from './static-bootstrap.ts';
