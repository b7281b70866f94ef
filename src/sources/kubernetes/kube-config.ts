/**
 * KubeConfig alone of the client, in a file to be loaded by `import()`: so the bundle has a tenth of the client, and what needs no
 * cluster none of it.
 */
export { KubeConfig } from '@kubernetes/client-node';
