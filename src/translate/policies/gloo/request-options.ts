import type { Edits, RouteFacets } from '#model';
import { restrictionNames, type VirtualHostOption } from '#resources';
import { headerProblem } from '../../header-edit.ts';
import { expressionProblem } from '../../routes/expression.ts';
import { given } from '../given.ts';
import { brokenSection, notServed, type Section, sectionOf } from '../section.ts';
import type { SectionProblem } from '../section-problem.ts';
import { headerOptions } from './header-options.ts';

/** RequestOptions are gloo's settings for requests, which a route and a whole listener have in common. */
export type RequestOptions = NonNullable<VirtualHostOption['spec']['options']>;
type Written<Name extends keyof RequestOptions> = NonNullable<RequestOptions[Name]>;

/** requestFacetsOf reads what is done with requests. */
export function requestFacetsOf(options: RequestOptions): RouteFacets {
  const { bufferPerRoute, cors, retries } = options;
  const limit = bufferPerRoute?.buffer?.maxRequestBytes;
  const without = given({
    requestBuffer: bufferPerRoute?.disabled ? (true as const) : undefined,
    cors: cors?.disableForRoute ? (true as const) : undefined,
  });
  return given({
    cors: cors && !cors.disableForRoute ? corsOf(cors) : undefined,
    requestBuffer: limit === undefined ? undefined : { limit },
    retries: retries && retriesOf(retries),
    without: Object.keys(without).length === 0 ? undefined : without,
  });
}

/** headerEditsOf reads the edits of headers. */
export function headerEditsOf({ headerManipulation: headers }: RequestOptions): Edits {
  return given({
    requestHeaders: headers && headerOptions(headers.requestHeadersToAdd, headers.requestHeadersToRemove),
    responseHeaders: headers && headerOptions(headers.responseHeadersToAdd, headers.responseHeadersToRemove),
  });
}

/** restrictionSections gives a broken section for each restriction that is not served, and an empty one before them. */
export function restrictionSections(options: RequestOptions): readonly Section[] {
  return [
    sectionOf({}),
    ...restrictionNames.flatMap(name =>
      options[name] === undefined ? [] : [notServed(`spec.options.${name}`)],
    ),
  ];
}

/** problemSections gives a broken section for each option that Envoy would refuse. */
export function problemSections({ cors }: RequestOptions, edits: Edits): readonly Section[] {
  const { requestHeaders, responseHeaders } = edits;
  const problems: readonly (readonly [string | undefined, string])[] = [
    [requestHeaders && headerProblem(requestHeaders), 'headerManipulation.requestHeadersToAdd'],
    [responseHeaders && headerProblem(responseHeaders), 'headerManipulation.responseHeadersToAdd'],
    ...(cors?.allowOriginRegex ?? []).map(
      (regex, i) => [expressionProblem(regex), `cors.allowOriginRegex[${i}]`] as const,
    ),
  ];
  return problems.flatMap(([message, path]) => (message === undefined ? [] : [invalidOption(message, path)]));
}

/** invalidOption is the broken section of an option that cannot be used as written. */
export function invalidOption(
  message: string,
  path: string,
  reason: SectionProblem['reason'] = 'Invalid',
): Section {
  return brokenSection({ reason, message, path: `spec.options.${path}` });
}

function retriesOf(written: Written<'retries'>): RouteFacets['retries'] {
  const { retryOn, numRetries, perTryTimeout, retryBackOff, previousPriorities } = written;
  const { baseInterval: base, maxInterval: max } = retryBackOff ?? {};
  return {
    attempts: numRetries,
    ...given({
      on: retryOn?.split(','),
      perTryTimeout,
      backOff: base === undefined ? undefined : { base, ...given({ max }) },
      perPriority: previousPriorities?.updateFrequency,
    }),
  };
}

function corsOf(written: Written<'cors'>): RouteFacets['cors'] {
  const { allowOrigin, allowOriginRegex, allowMethods, allowHeaders, exposeHeaders } = written;
  const { maxAge, allowCredentials } = written;
  return {
    origins: allowOrigin,
    methods: allowMethods,
    headers: allowHeaders,
    exposedHeaders: exposeHeaders,
    credentials: allowCredentials,
    ...given({
      originPatterns: allowOriginRegex.length === 0 ? undefined : allowOriginRegex,
      maxAge: maxAge === undefined ? undefined : Number(maxAge),
    }),
  };
}
