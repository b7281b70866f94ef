/** Objects of a Kubernetes cluster. Besides this folder only `kube` talks to the API server. */
export { ApiRefusal, type Cluster, type ClusterRequest, isRefusal, readJson } from './cluster.ts';
export { apiPath } from './discover.ts';
export { fieldManager } from './field-manager.ts';
export { createKubernetesSource, type KubernetesSourceOptions } from './kubernetes-source.ts';
export { type ClusterChoice, openCluster } from './open-cluster.ts';
export { Reflector } from './reflector.ts';
export { TokenBucket } from './token-bucket.ts';
export { Troubles } from './troubles.ts';
export type { WrittenObject } from './written-object.ts';
