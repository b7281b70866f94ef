/** claimsMetadata is under what name Envoy keeps what a verified token says, whatever the filter is called. */
export const claimsMetadata = 'envoy.filters.http.jwt_authn';
