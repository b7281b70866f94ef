import type { IncomingMessage, ServerResponse } from 'node:http';
import { isFault } from '#lib/fault.ts';
import { bearer } from './access.ts';
import { type BootstrapRequest, readBootstrapRequest } from './bootstrap-request.ts';
import { type OpenServer, openServer, type ServerAddress } from './open-server.ts';
import { saysJson } from './read-body.ts';
import { readText } from './read-text.ts';
import { writeText } from './write-text.ts';

/** JoinRefusal says why a proxy does not get what it asks for. */
export interface JoinRefusal {
  readonly kind: 'refusal';
  readonly status: 400 | 401 | 403 | 404 | 405 | 413 | 415 | 422 | 503;
  readonly message: string;
}

/** Welcome is what a joining proxy starts with. */
export interface Welcome {
  readonly kind: 'welcome';
  /** Envoy's bootstrap, as JSON. */
  readonly bootstrap: string;
  /** The probes of its applications; only Fairlead's own proxy runs them. */
  readonly probes: readonly object[];
  /** Its traffic is captured (transparent proxying). */
  readonly isCaptured: boolean;
  /** The address of its workload. */
  readonly address: string;
}

/** ProxyClaim is the identity that a proxy claims, with the token that it presents. */
export interface ProxyClaim {
  readonly mesh: string;
  readonly name: string;
  readonly token: string | undefined;
}

export interface JoinServerOptions extends ServerAddress {
  /** Checks a token: the one place where this happens, before anything else is done. undefined: the caller may be this proxy. */
  readonly admit: (claim: ProxyClaim) => Promise<JoinRefusal | undefined>;
  /** `host` is the name or address under which the proxy reached this server. The message of a Fault (`input`) is sent to it. */
  readonly join: (request: BootstrapRequest, host: string) => Promise<Welcome | JoinRefusal>;
  /** A proxy is about to go. */
  readonly leave: (claim: ProxyClaim) => void;
  /** A proxy says behind which inbounds nothing listens. */
  readonly report: (claim: ProxyClaim, notReady: readonly number[]) => void;
  readonly onBug?: (error: unknown) => void;
}

/** JoinServer is the server that a workload's proxy calls first, to learn where to go next. */
export type JoinServer = OpenServer;

/** Bounds of what one client can cost. */
const limits = {
  connections: 1024,
  headerBytes: 16 * 1024,
  bodyBytes: 1024 * 1024,
  head: 5_000,
  request: 10_000,
  idle: 5_000,
} as const;

/**
 * startJoinServer answers `POST /bootstrap` as Kuma's control plane does, so that `kuma-dp` can join; Fairlead's own proxy
 * also sends `POST /leave` and `POST /readiness`. It rejects with a Fault (`environment`) where the address cannot be bound.
 */
export function startJoinServer(options: JoinServerOptions): Promise<JoinServer> {
  return openServer({
    address: options,
    limits,
    failing: 'proxies cannot join at',
    answer: async (request, response) =>
      send(response, await answer(request, options), request.headers.accept),
    onBug: options.onBug,
  });
}

type Told = Welcome | JoinRefusal | { readonly kind: 'done' };

const actions: ReadonlyMap<string, 'join' | 'leave' | 'report'> = new Map([
  ['/bootstrap', 'join'],
  ['/leave', 'leave'],
  ['/readiness', 'report'],
]);

async function answer(request: IncomingMessage, options: JoinServerOptions): Promise<Told> {
  const { method, url, headers } = request;
  const what = url === undefined ? undefined : actions.get(url);
  const body = await readText(request, limits.bodyBytes);
  if (what === undefined) return refusal(404, `there is POST ${[...actions.keys()].join(', ')}`);
  if (method !== 'POST') return refusal(405, `${url} is to be sent something: POST`);
  if (!saysJson(headers)) return refusal(415, 'the request must have Content-Type: application/json');
  if (body === undefined) return refusal(413, `the request is larger than ${limits.bodyBytes} bytes`);
  const asked = readBootstrapRequest(body);
  if (typeof asked === 'string') return refusal(400, asked);
  const { mesh, name, token = bearer(headers) } = asked;
  const refused = await options.admit({ mesh, name, token });
  if (refused !== undefined) return refused;
  if (what === 'leave') options.leave({ mesh, name, token });
  if (what === 'report') options.report({ mesh, name, token }, asked.notReady);
  if (what !== 'join') return { kind: 'done' };
  try {
    return await options.join(token === undefined ? asked : { ...asked, token }, hostOf(headers.host));
  } catch (error) {
    if (isFault(error) && error.code === 'input') return refusal(422, error.message);
    if (isFault(error)) return refusal(503, error.message);
    throw error;
  }
}

function refusal(status: JoinRefusal['status'], message: string): JoinRefusal {
  return { kind: 'refusal', status, message };
}

function hostOf(header = ''): string {
  const [, bracketed, plain] = /^(?:\[([^\]]+)\]|([^:]*))(?::\d+)?$/.exec(header) ?? [];
  return bracketed ?? plain ?? '';
}

function send(response: ServerResponse, told: Told, accept: string | undefined): void {
  switch (told.kind) {
    case 'done':
      writeText(response, 204, 'text/plain', '');
      return;
    case 'refusal':
      writeText(response, told.status, 'text/plain; charset=utf-8', `${told.message}\n`);
      return;
    case 'welcome':
      // Older proxies take the bare bootstrap as YAML, of which JSON is a subset.
      if (accept === 'application/json')
        writeText(response, 200, 'application/json', JSON.stringify(wrapped(told)));
      else writeText(response, 200, 'text/x-yaml', told.bootstrap);
  }
}

/** The form in which Kuma wraps it. */
function wrapped({ bootstrap, isCaptured, address, probes }: Welcome) {
  return {
    ...(probes.length === 0 ? {} : { probes }),
    bootstrap: Buffer.from(bootstrap).toString('base64'),
    kumaSidecarConfiguration: {
      networking: { isUsingTransparentProxy: isCaptured, corefileTemplate: '', address },
      metrics: { aggregate: [] },
    },
  };
}
