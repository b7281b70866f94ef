import { type ResourceRef, resourceKey } from '#lib/resource-ref.ts';
import { hashBytes } from '#lib/stable-hash.ts';
import { type AskedService, type BackendUse, type ExtAuth, eachUse, type Owned, partOf } from '#model';
import type { HttpRouteExternalAuth } from '#resources';
import { type Noted, noted } from './noted.ts';
import type { ResolveRef } from './route-kind.ts';

/** Nobody who is asked may take longer, ms: Envoy Gateway's own limit. */
const timeout = 10_000;

/**
 * externalAuth is whom a filter has asked about each request (GEP-1494); undefined where nobody can be, and then nobody may pass.
 * The filter goes by what it says: one that says otherwise is another, so that no connection keeps asking by what was said before.
 */
export function externalAuth(
  { index, externalAuth: written }: { readonly index: number; readonly externalAuth: HttpRouteExternalAuth },
  rule: number,
  ref: ResourceRef,
  resolve: ResolveRef,
): Noted<Owned<ExtAuth> | undefined> {
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
  const owner = partOf(resourceKey(ref), `external-auth-${hashBytes(JSON.stringify(written)).slice(0, 10)}`);
  return noted({ owner, value: asking(written, use, ref.namespace) }, ...notes);
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
