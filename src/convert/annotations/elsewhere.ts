/** Where annotations that no route can have are said instead; the first that matches counts. */
const places: readonly (readonly [RegExp, string])[] = [
  [/^auth-tls-/, 'tls of a ClientTrafficPolicy (clientValidation)'],
  [/^auth-|^satisfy$/, 'a SecurityPolicy (extAuth, basicAuth)'],
  [/^(whitelist|allowlist|denylist)-source-range$/, 'a SecurityPolicy (authorization)'],
  [/^limit-|^global-rate-limit/, 'a BackendTrafficPolicy (rateLimit)'],
  [/^canary/, 'weights of the backendRefs of one rule, or matches of headers'],
  [/^proxy-(read|send)-timeout$/, 'a BackendTrafficPolicy (timeout.http)'],
  [/^proxy-connect-timeout$/, 'a BackendTrafficPolicy (timeout.tcp.connectTimeout)'],
  [/^proxy-next-upstream/, 'a BackendTrafficPolicy (retry)'],
  [/^proxy-body-size$|^client-body-buffer-size$|^proxy-buffer/, 'a BackendTrafficPolicy (requestBuffer)'],
  [/^proxy-ssl-/, 'a BackendTLSPolicy'],
  [
    /^backend-protocol$|^grpc-backend$|^secure-backends$/,
    'appProtocol of the port of its Service, or a BackendTLSPolicy',
  ],
  [/^affinity|^session-cookie-/, 'sessionPersistence of a rule'],
  [/^upstream-hash-by|^load-balance$/, 'a BackendTrafficPolicy (loadBalancer)'],
  [/^custom-http-errors$|^default-backend$/, 'a BackendTrafficPolicy (responseOverride)'],
  [/^custom-headers$|^hide-headers$|^connection-proxy-header$/, 'filters that change headers'],
  [/^mirror-/, 'a filter RequestMirror'],
  [/^ssl-passthrough$/, 'a TLSRoute'],
  [/^from-to-www-redirect$/, 'an HTTPRoute with a filter RequestRedirect'],
  [/snippet/, 'an EnvoyPatchPolicy, at the most: it is configuration of nginx'],
  [/^enable-(access|rewrite)-log$/, 'an EnvoyProxy (telemetry.accessLog)'],
];

/** elsewhere tells what says the like of an annotation of ingress-nginx; undefined where it is not known. */
export function elsewhere(name: string): string | undefined {
  return places.find(([pattern]) => pattern.test(name))?.[1];
}
