/**
 * adminClusterName is the cluster by which an Envoy calls its own admin interface. It stands in its bootstrap, as nowhere else it
 * is known where that listens.
 */
export const adminClusterName = 'fairlead-admin';
