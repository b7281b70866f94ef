/**
 * agentClusterName is the cluster by which an Envoy calls who started it: for pages of metrics that are put together, and with records
 * that are sent on as lines. It stands in its bootstrap. An Envoy that somebody else started has none, and neither.
 */
export const agentClusterName = 'fairlead-agent';

/** Where it is asked for a page, and the header that says what is on it (`MergedPage`). */
export const mergedPagePath = '/metrics';
export const mergedPageHeader = 'x-fairlead-page';

/** Of what a record of OpenTelemetry's is: the address that it is sent on to as a line, `HOST:PORT`. */
export const lineAddressAttribute = 'fairlead.line-address';
/** Where lines are not sent, whatever name leads there: classes of addresses (`AddressCategory`), with commas between them. */
export const refusedAddressesAttribute = 'fairlead.refused-addresses';
/** In its place of a field's value that is left out, where `-` stands for none. */
export const omitsEmptyAttribute = 'fairlead.omits-empty';
