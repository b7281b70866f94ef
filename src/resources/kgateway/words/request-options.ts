import { type Words, within } from '../../reference/words.ts';

/** addedHeaderWords are headers that are put somewhere. */
export const addedHeaderWords: Words = {
  header: 'The header.',
  'header.key': 'Name of the header.',
  'header.value': 'Value of the header.',
  append: 'Whether it is added beside headers of the same name; false: it replaces them.',
};

/** requestOptionWords are what gloo says of the requests of a route as of those of a whole listener. */
export const requestOptionWords: Words = {
  'spec.options.retries': 'Retries of requests that failed. Retries in the rule itself go before it.',
  'spec.options.retries.retryOn': 'Envoy’s conditions under which a request is retried.',
  'spec.options.retries.numRetries': 'Maximum number of retries, beside the first attempt.',
  'spec.options.retries.perTryTimeout': 'Timeout of each attempt.',
  'spec.options.retries.retryBackOff': 'Exponential backoff between retries.',
  'spec.options.retries.retryBackOff.baseInterval': 'First pause.',
  'spec.options.retries.retryBackOff.maxInterval': 'Longest pause; left out: ten times the first.',
  'spec.options.retries.previousPriorities': 'Sends retries to priorities of endpoints that were not tried.',
  'spec.options.retries.previousPriorities.updateFrequency':
    'Attempts after which another priority is tried.',
  'spec.options.headerManipulation': 'Changes headers, in addition to the filters of the route.',
  'spec.options.headerManipulation.requestHeadersToAdd[]': 'Request headers to add or to set.',
  ...within('spec.options.headerManipulation.requestHeadersToAdd[]', addedHeaderWords),
  'spec.options.headerManipulation.requestHeadersToRemove': 'Names of request headers to remove.',
  'spec.options.headerManipulation.responseHeadersToAdd[]': 'Response headers to add or to set.',
  ...within('spec.options.headerManipulation.responseHeadersToAdd[]', addedHeaderWords),
  'spec.options.headerManipulation.responseHeadersToRemove': 'Names of response headers to remove.',
  'spec.options.cors': 'CORS: which requests browsers may send for pages of other origins.',
  'spec.options.cors.allowOrigin': 'Origins that are allowed.',
  'spec.options.cors.allowOriginRegex':
    'Regular expressions (RE2) of origins that are allowed; each matches a whole origin.',
  'spec.options.cors.allowMethods': 'Methods that are allowed.',
  'spec.options.cors.allowHeaders': 'Request headers that are allowed.',
  'spec.options.cors.exposeHeaders': 'Response headers that pages may read.',
  'spec.options.cors.maxAge': 'How long browsers may cache this, in seconds.',
  'spec.options.cors.disableForRoute': 'Turns off what a more general policy sets of it.',
  'spec.options.cors.allowCredentials': 'Allows requests with credentials, such as cookies.',
  'spec.options.bufferPerRoute': 'Buffers requests: each goes to the backend once all of it is there.',
  'spec.options.bufferPerRoute.disabled': 'Turns off what a more general policy sets of it.',
  'spec.options.bufferPerRoute.buffer': 'Settings of the buffer.',
  'spec.options.bufferPerRoute.buffer.maxRequestBytes':
    'Maximum size of a request body, in bytes; a larger one is answered with 413.',
  'spec.options.csrf':
    'CSRF protection: rejects requests that change something and come from a page of another origin.',
  'spec.options.dlp': 'Data loss prevention: masks sensitive data in answers.',
  'spec.options.extauth': 'External authorization: a service decides which requests pass.',
  'spec.options.jwt': 'JWT authentication: requests need a token of a provider.',
  'spec.options.jwtStaged': 'JWT authentication: requests need a token of a provider.',
  'spec.options.rbac': 'Authorization: which requests pass.',
  'spec.options.waf': 'Web application firewall: rejects requests that look like an attack.',
  'spec.options.ratelimit': 'Rate limits on requests.',
  'spec.options.ratelimitEarly': 'Rate limits on requests.',
  'spec.options.ratelimitRegular': 'Rate limits on requests.',
  'spec.options.ratelimitBasic': 'Rate limits on requests.',
  'spec.options.rateLimitConfigs': 'Rate limits on requests.',
  'spec.options.rateLimitEarlyConfigs': 'Rate limits on requests.',
  'spec.options.rateLimitRegularConfigs': 'Rate limits on requests.',
};
