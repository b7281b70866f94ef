/** claimsMetadata is the metadata namespace in which Envoy keeps the claims of a verified token, whatever the filter's name. */
export const claimsMetadata = 'envoy.filters.http.jwt_authn';
