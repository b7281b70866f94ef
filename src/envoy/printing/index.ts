/** For people: what would be sent, as JSON. It is apart from the encoding, so that a process that only serves never loads it. */
export {
  type PrintedResource,
  type ProxyConfiguration,
  printResources,
  renderProxy,
  renderResource,
} from './render.ts';
export { staticBootstrap } from './static-bootstrap.ts';
