/**
 * agentClusterName is the cluster through which an Envoy calls the process that started it: for merged pages of metrics, and with
 * log records that are to be sent on as lines. It is defined in the bootstrap. An Envoy that something else started has no such
 * cluster, and offers neither.
 */
export const agentClusterName = 'fairlead-agent';

/** The path of a merged page, and the header that says what is on it (`MergedPage`). */
export const mergedPagePath = '/metrics';
export const mergedPageHeader = 'x-fairlead-page';

/** The resource attribute of an OpenTelemetry log record that holds the address to which it is sent on as a line, `HOST:PORT`. */
export const lineAddressAttribute = 'fairlead.line-address';
/**
 * The attribute with the categories of addresses (`AddressCategory`), separated by commas, to which lines are not sent, whatever
 * the host resolves to.
 */
export const refusedAddressesAttribute = 'fairlead.refused-addresses';
/** The attribute that says that a field without a value is left out, instead of written as `-`. */
export const omitsEmptyAttribute = 'fairlead.omits-empty';
