import { type AskedService, type BackendUse, type ExtAuth, eachUse } from '#model';
import type { HttpRouteExternalAuth } from '#resources';
import { type Noted, noted } from './noted.ts';
import type { ResolveRef } from './route-kind.ts';

/** How long an authorization service may take, ms: Envoy Gateway's own limit. */
const timeout = 10_000;

/**
 * externalAuth gives the service that a filter has asked about each request (GEP-1494); undefined where it cannot be asked:
 * then no request may pass.
 */
export function externalAuth(
  { index, externalAuth: written }: { readonly index: number; readonly externalAuth: HttpRouteExternalAuth },
  rule: number,
  namespace: string,
  resolve: ResolveRef,
): Noted<ExtAuth | undefined> {
  const path = `filters[${index}].externalAuth.backendRef`;
  const { use, problem } = resolve(written.backendRef);
  const notes =
    problem === undefined
      ? []
      : [{ kind: 'reference', rule, path, what: `filter ${index}`, problem } as const];
  if (use === undefined || (problem !== undefined && problem.kind !== 'empty'))
    return noted(undefined, ...notes);
  if (use.byRequest !== undefined) {
    const message = 'cannot be asked: a call names no host of its own; name a Backend with endpoints';
    return noted(undefined, { kind: 'unsupported', rule, message, path });
  }
  return noted(asking(written, use, namespace), ...notes);
}

function asking(
  { protocol, backendRef, forwardBody, grpc, http }: HttpRouteExternalAuth,
  use: BackendUse,
  from: string,
): ExtAuth {
  const { name, namespace = from, port } = backendRef;
  const authority = `${name}.${namespace}${port === undefined ? '' : `:${port}`}`;
  const service: AskedService =
    protocol === 'GRPC'
      ? { kind: 'grpc', use: eachUse(use, { protocol: 'http2' }), authority }
      : {
          kind: 'http',
          use,
          authority,
          ...(http?.path === undefined ? {} : { pathPrefix: http.path }),
          headersToBackend:
            http === undefined || http.allowedResponseHeaders.length === 0
              ? 'all'
              : lowered(http.allowedResponseHeaders),
        };
  const told = (protocol === 'GRPC' ? grpc : http)?.allowedHeaders ?? [];
  const bytes = forwardBody?.maxSize ?? 0;
  return {
    service,
    ...(told.length === 0 ? {} : { toldHeaders: lowered(told) }),
    ...(bytes === 0 ? {} : { toldBody: { bytes, allowsPart: true } }),
    toldContext: {},
    timeout,
    failsOpen: false,
    recomputesRoute: false,
  };
}

function lowered(names: readonly string[]): string[] {
  return names.map(name => name.toLowerCase());
}
