import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { type Refusal, refuse } from './answer.ts';
import { type Problem, problem } from './problem.ts';

/** Access says whose questions are answered. */
export interface Access {
  /** Any of these tokens opens the API; undefined: everybody who can connect may ask. */
  readonly tokens?: readonly string[];
  /** Resolves with the user whose own token is given, or with why there is none; undefined: users' tokens are not accepted. */
  readonly userOf?: (token: string) => Promise<Caller | { readonly problem: string }>;
  /** The server listens on loopback only. */
  readonly isLocal: boolean;
}

/** Caller is a user with a token of their own. */
export interface Caller {
  readonly name: string;
  /** May change things, and issue tokens; otherwise may only read. */
  readonly mayChange: boolean;
}

/** The user whom each request was found to come from. */
const callers = new WeakMap<IncomingMessage, Caller>();

/** Paths that need no token: probes (liveness, readiness), which carry none, and what this process is. */
const open: ReadonlySet<string> = new Set(['/', '/healthz', '/readyz']);

/**
 * checkAccess returns the refusal of a request that may not be answered, or undefined; synchronously, where no token has to
 * be verified.
 */
export function checkAccess(
  request: IncomingMessage,
  path: string,
  access: Access,
): Refusal | undefined | Promise<Refusal | undefined> {
  if (access.isLocal && !isLocalHost(request.headers.host)) {
    return refuse(
      403,
      'the Host header must be localhost or a loopback address: any other name may be a page that a browser was lured to',
    );
  }
  const { tokens = [], userOf } = access;
  const isOpen = access.tokens === undefined && userOf === undefined;
  if (isOpen || open.has(path) || tokens.some(token => isToken(request, token))) return undefined;
  const shown = bearer(request.headers);
  if (shown === undefined || userOf === undefined)
    return refuse(401, 'this needs a token: Authorization: Bearer TOKEN');
  return userOf(shown).then(caller => refusalOf(caller, request));
}

function refusalOf(
  caller: Caller | { readonly problem: string },
  request: IncomingMessage,
): Refusal | undefined {
  if ('problem' in caller) return refuse(401, caller.problem);
  if (!caller.mayChange && request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(403, `${caller.name} may read, and change nothing`);
  callers.set(request, caller);
  return undefined;
}

/**
 * checkWrite returns what forbids a write to a request that may read. Where the API needs no token, only clients on this
 * machine may write, however openly it can be read.
 */
export function checkWrite(
  { socket }: IncomingMessage,
  { tokens, userOf, isLocal }: Access,
): Problem | undefined {
  if (tokens !== undefined || userOf !== undefined || isLocal || isLoopback(socket.remoteAddress ?? ''))
    return undefined;
  const detail =
    'whoever writes from another machine must have a token: start the control plane with --api-token-file';
  return problem(403, 'Access Denied', detail);
}

function isLoopback(address: string): boolean {
  return /^(?:::ffff:)?127\.|^::1$/.test(address);
}

/**
 * whoAsks is who a request comes from. Who has the token of the API, or is on this machine, may do everything; undefined where
 * the API needs no token and the request comes from another machine.
 */
export function whoAsks(request: IncomingMessage, access: Access): Caller | undefined {
  const caller = callers.get(request);
  if (caller !== undefined) return caller;
  return checkWrite(request, access) === undefined
    ? { name: 'mesh-system:admin', mayChange: true }
    : undefined;
}

/** callerOf names the author of a request, for the record of writes. Clients on this machine may do everything. */
export function callerOf(request: IncomingMessage): string {
  const caller = callers.get(request);
  if (caller !== undefined) return `user ${caller.name}`;
  const token = bearer(request.headers);
  return token === undefined ? 'local' : `token ${digest(token).toString('hex').slice(0, 8)}`;
}

/**
 * A page in a browser on this machine can have its own name resolve to 127.0.0.1 and then read our answers (DNS
 * rebinding). Its Host header still says that name.
 */
function isLocalHost(host: string | undefined): boolean {
  const name = /^(\[[0-9a-f:.]+\]|[^:]*)(?::\d{1,5})?$/i.exec(host ?? '')?.[1]?.toLowerCase();
  return (
    name !== undefined && (name === 'localhost' || name === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(name))
  );
}

function isToken({ headers }: IncomingMessage, token: string): boolean {
  const given = bearer(headers);
  return given !== undefined && timingSafeEqual(digest(given), digest(token));
}

/** bearer is the bearer token in a request's headers, unverified. */
export function bearer({ authorization = '' }: IncomingHttpHeaders): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization)?.[1];
}

/** Digests have one length, so comparing them reveals nothing about the token's length. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
