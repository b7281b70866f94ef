/**
 * adminClusterName is the cluster through which an Envoy calls its own admin interface. It is defined in the bootstrap, since
 * only there is the interface's address known.
 */
export const adminClusterName = 'fairlead-admin';
