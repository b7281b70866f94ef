import { type Backend, type BackendUse, type Endpoint, usesOf, withMembers } from '#model';
import { type Walk, type WalkedRequest, type WalkView, walkDatagram, walkRequest, walkViews } from '#walk';
import type { Pipeline } from '../../src/main/pipeline.ts';
import type { Exchange } from './cases.ts';
import type { Answer } from './client.ts';

type Request = Exchange['request'];
type Ports = { readonly plain: number; readonly secure: number };

/** Walker predicts the outcome of a story's requests, and compares it with the answers. */
export interface Walker {
  readonly view: WalkView;
  walk(request: Request): Walk;
  /** How an answer contradicts the prediction; undefined where it does not, or where nothing was predicted. */
  disagreement(walk: Walk, answer: Answer): string | undefined;
}

/** walkersOf is a walker for each gateway; `values` are the ports of upstreams. */
export function walkersOf(
  { translation }: Pipeline,
  ports: Ports,
  values: Readonly<Record<string, string | number>>,
): readonly Walker[] {
  const views = walkViews(
    [...translation.edges.entries()].map(([, gateway]) => gateway),
    [...translation.attachments.entries()].map(([, attachment]) => attachment),
  );
  const byPort = new Map(Object.entries(values).map(([name, value]) => [String(value), name]));
  /** Upstreams that may answer for a use of a backend. */
  const upstreamsOf = (use: BackendUse): string[] =>
    withMembers(use).flatMap(({ backend }) =>
      endpointsOf(translation.backends.get(backend)).flatMap(endpoint => {
        if (endpoint.kind === 'unix') return endpoint.path.endsWith('unix.sock') ? ['unix'] : [];
        return byPort.get(String(endpoint.port)) ?? [];
      }),
    );
  // A patch in Envoy's own words can do anything, so its effect cannot be predicted.
  const patched = new Set([...translation.patches.entries()].map(([, { proxy }]) => proxy));
  return [...views.values()].map(view => ({
    view,
    walk: request =>
      request.udp === true
        ? walkDatagram(view, Number(request.port))
        : walkRequest(view, walkedRequest(request, ports)),
    disagreement: (walk, answer) =>
      patched.has(view.gateway.id) ? undefined : disagreement(walk, answer, upstreamsOf),
  }));
}

/** The endpoints of a backend, or the address that stands for them. */
function endpointsOf(backend: Backend | undefined): readonly Endpoint[] {
  return [...(backend?.endpoints ?? []), ...[backend?.serviceAddress ?? []].flat()];
}

function walkedRequest(request: Request, { plain, secure }: Ports): WalkedRequest {
  const { tls, host, path, headers = {}, grpc = false } = request;
  const isOverTls = tls !== undefined || request.http2 === true;
  const sent = Object.entries(grpc ? { ...headers, 'content-type': 'application/grpc' } : headers);
  return {
    port: Number(request.port ?? (isOverTls ? secure : plain)),
    ...(isOverTls ? { tls: tls === undefined ? {} : { serverName: tls } } : {}),
    method: grpc ? 'POST' : (request.method ?? 'GET'),
    authority: host,
    path,
    headers: sent.map(([name, value]) => ({ name, value })),
    from: '127.0.0.1',
  };
}

function disagreement(
  { outcome, filters, assumptions, entry }: Walk,
  { status, grpcStatus, headers, seen, body }: Answer,
  upstreamsOf: (use: BackendUse) => readonly string[],
): string | undefined {
  if (assumptions.length > 0) return undefined;
  const differs = (what: string, said: unknown, was: unknown) =>
    said === was ? undefined : `${what} is ${JSON.stringify(was)}, not ${JSON.stringify(said)}`;
  const depends = filters.some(({ judgement }) => judgement.kind === 'depends');
  const scripted = entry?.rule.scripts !== undefined || entry?.rule.extProcs !== undefined;
  switch (outcome.kind) {
    case 'taken':
      return 'a request is not a connection';
    case 'refused':
    case 'closed':
      return differs('status', 0, status);
    case 'answered': {
      if (depends && seen === undefined) return undefined;
      if (outcome.grpcStatus !== undefined) return differs('gRPC status', outcome.grpcStatus, grpcStatus);
      return (
        differs('status', outcome.status, status) ??
        differs('backend', undefined, seen?.backend) ??
        (outcome.location === undefined ? undefined : differs('location', outcome.location, headers.location))
      );
    }
    case 'passed-on': {
      const names = usesOf(outcome.route.forwarding).flatMap(upstreamsOf);
      if (seen === undefined) return undefined;
      return names.includes(seen.backend) ? undefined : differs('backend', names, seen.backend);
    }
    case 'forwarded': {
      const shares = outcome.shares.flatMap(({ destination, ...sent }) =>
        destination.kind === 'backend'
          ? [{ ...sent, names: upstreamsOf(destination.use), use: destination.use }]
          : [],
      );
      if (seen === undefined) {
        const isSure =
          shares.length === outcome.shares.length && shares.every(({ names }) => names.length > 0);
        const wasTried =
          body.startsWith('upstream') ||
          headers['x-envoy-upstream-service-time'] !== undefined ||
          headers['x-backend-secret'] !== undefined;
        return isSure && !depends && !wasTried ? differs('status', 'that of a backend', status) : undefined;
      }
      const found = shares.filter(
        ({ names, use }) => use.byRequest !== undefined || names.includes(seen.backend),
      );
      if (found.length === 0)
        return differs(
          'backend',
          shares.flatMap(({ names }) => names),
          seen.backend,
        );
      if (scripted) return undefined;
      return found.some(
        ({ path, authority }) => path === seen.path && (authority === undefined || authority === seen.host),
      )
        ? undefined
        : differs(
            'what it sees',
            found.map(({ path, authority }) => authority + path).join(' or '),
            seen.host + seen.path,
          );
    }
  }
}
