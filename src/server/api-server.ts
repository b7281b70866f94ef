import type { IncomingMessage } from 'node:http';
import type { Introspection } from '#inspect';
import { isFault } from '#lib/fault.ts';
import type { Store } from '#sources/store';
import { type Access, checkAccess, checkWrite, whoAsks } from './access.ts';
import { type Answer, refuse, send } from './answer.ts';
import { backUp, backupPath } from './backup.ts';
import { readObjectPath } from './object-path.ts';
import { changeObject, readObjects } from './objects.ts';
import { type OpenServer, openServer, type ServerAddress } from './open-server.ts';
import { problem } from './problem.ts';
import { ask } from './questions.ts';
import { answerTokenRequest, type TokenDesk } from './token-requests.ts';

export interface ApiServerOptions extends ServerAddress {
  /** undefined until everything that was there at the start is served: until then only `/healthz` is answered. */
  readonly introspection: () => Introspection | undefined;
  readonly access: Access;
  /** Where objects are stored; absent: the API is read-only. */
  readonly store?: Store;
  /** See ObjectsContext. */
  readonly writeElsewhere?: string;
  /** Issues tokens; absent: none can be requested. */
  readonly tokens?: TokenDesk;
  /** Told of errors thrown while answering: a bug. */
  readonly onBug?: (error: unknown) => void;
}

/** ApiServer answers questions about a control plane over HTTP, and takes objects for its store where it has one. */
export type ApiServer = OpenServer;

/** Bounds of what one client can cost. */
const limits = {
  connections: 256,
  headerBytes: 8 * 1024,
  urlLength: 2048,
  /** Milliseconds for the head of a request, and for all of it. */
  head: 5000,
  request: 10_000,
  idle: 5000,
} as const;

/** startApiServer listens. It rejects with a Fault (`environment`) where the address cannot be bound. */
export function startApiServer(options: ApiServerOptions): Promise<ApiServer> {
  return openServer({
    address: options,
    limits,
    failing: 'the REST API cannot listen on',
    answer: async (request, response) => {
      const answer = answerTo(request, options);
      send(response, answer instanceof Promise ? await answer : answer, request.method !== 'HEAD');
    },
    onBug: options.onBug,
  });
}

function answerTo(request: IncomingMessage, options: ApiServerOptions): Answer | Promise<Answer> {
  const { url = '' } = request;
  if (url.length > limits.urlLength)
    return refuse(414, `the URL is longer than ${limits.urlLength} characters`);
  if (!url.startsWith('/')) return refuse(400, 'the URL must be a path');
  const [path = '', query = ''] = url.split('?', 2);
  const refusal = checkAccess(request, path, options.access);
  if (refusal instanceof Promise)
    return refusal.then(found => found ?? answerAdmitted(request, path, query, options));
  return refusal ?? answerAdmitted(request, path, query, options);
}

function answerAdmitted(
  request: IncomingMessage,
  path: string,
  query: string,
  { introspection, access, store, writeElsewhere, tokens, onBug }: ApiServerOptions,
): Answer | Promise<Answer> {
  const { method = '' } = request;
  if (path === '/healthz' && isReading(method)) return { kind: 'text', text: 'ok\n', type: 'text/plain' };
  if (path.startsWith('/tokens/')) return answerTokenRequest(path, request, tokens);
  const failed = (error: unknown): Answer => {
    if (isFault(error)) return problem(507, 'Could not process a resource', error.message);
    onBug?.(error);
    return refuse(503, 'this question could not be answered, which is a bug of the control plane');
  };
  if (path === backupPath) return backUp(request, access, store).catch(failed);
  const target = readObjectPath(path);
  if (target === undefined && !isReading(method))
    return refuse(405, `${method} is not possible: this is there to be read`);
  const ready = introspection();
  if (ready === undefined) return refuse(503, 'not ready: what there is is still being read');
  try {
    const asked = new URLSearchParams(query);
    if (target === undefined) {
      const caller = whoAsks(request, access);
      const answer = ask(path, { query: asked, introspection: ready, store, caller });
      return answer instanceof Promise ? answer.catch(failed) : answer;
    }
    const context = {
      introspection: ready,
      ...(store === undefined ? {} : { store }),
      ...(writeElsewhere === undefined ? {} : { writeElsewhere }),
    };
    if (isReading(method)) return readObjects(target, asked, request, context);
    const denied = checkWrite(request, access);
    if (denied !== undefined) return denied;
    return changeObject(target, request, context).catch(failed);
  } catch (error) {
    return failed(error);
  }
}

function isReading(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}
