/**
 * KubeConfig is all that we use of the client. It has a file of its own, loaded by `import()`: so the bundle holds a tenth
 * of the client, and programs that need no cluster load none of it.
 */
export { KubeConfig } from '@kubernetes/client-node';
