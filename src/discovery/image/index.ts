/** Programs in images of registries (OCI Distribution): the control plane pulls them into a folder. */
export { createImageDiscovery, type ImageDiscoveryOptions } from './image-discovery.ts';
