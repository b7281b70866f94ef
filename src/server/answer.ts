import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Problem, problemBody } from './problem.ts';

/**
 * Answer is the response to a question: data as JSON, a text, or one of these:
 * - `data`: `status` defaults to 200; `version` is the object's version, for clients that change it (ETag).
 * - `list`: `{…head, items: […]}`, produced and sent piece by piece, so that a long list holds up nothing else.
 * - `live` takes over the response after its head; `file` takes it over with its head.
 */
export type Answer =
  | {
      readonly kind: 'data';
      readonly value: unknown;
      readonly status?: 200 | 201;
      readonly version?: number | undefined;
    }
  | { readonly kind: 'text'; readonly text: string; readonly type: string }
  | { readonly kind: 'list'; readonly head: object; readonly items: Iterable<unknown> }
  | { readonly kind: 'live'; readonly run: (response: ServerResponse) => void }
  | { readonly kind: 'file'; readonly run: (response: ServerResponse) => Promise<void> }
  | Refusal
  | Problem;

/** Refusal is an answer that says why there is no other: a code for programs, a sentence for people. */
export interface Refusal {
  readonly kind: 'refusal';
  readonly status: 400 | 401 | 403 | 404 | 405 | 414 | 503;
  readonly code: string;
  readonly message: string;
}

/** refuse makes a refusal; the code follows from the status. */
export function refuse(status: Refusal['status'], message: string): Refusal {
  return { kind: 'refusal', status, code: codes[status], message };
}

const codes = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  414: 'UriTooLong',
  503: 'Unavailable',
} as const satisfies Record<Refusal['status'], string>;

const always = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  // The API is for programs. Should a browser be pointed at it, it must run nothing of what users wrote.
  'content-security-policy': "default-src 'none'; sandbox",
};

/** send writes an answer. For a `live` one it writes the head as well: JSON, one value per line. */
export function send(response: ServerResponse, answer: Answer, withBody: boolean): void {
  switch (answer.kind) {
    case 'data':
      if (answer.version !== undefined) response.setHeader('etag', `"${answer.version}"`);
      writeJson(response, answer.status ?? 200, answer.value, withBody);
      return;
    case 'problem':
      if (answer.status === 405) response.setHeader('allow', 'GET, HEAD, PUT, DELETE');
      writeJson(response, answer.status, problemBody(answer), withBody);
      return;
    case 'text':
      write(response, 200, answer.type, answer.text, withBody);
      return;
    case 'refusal': {
      const { status, code, message } = answer;
      if (status === 401) response.setHeader('www-authenticate', 'Bearer');
      if (status === 405) response.setHeader('allow', 'GET, HEAD');
      writeJson(response, status, { code, message }, withBody);
      return;
    }
    case 'list':
      response.writeHead(200, { ...always, 'content-type': 'application/json; charset=utf-8' });
      if (withBody) void sendList(response, answer.head, answer.items);
      else response.end();
      return;
    case 'file':
      for (const [name, value] of Object.entries(always)) response.setHeader(name, value);
      void answer.run(response);
      return;
    case 'live':
      response.writeHead(200, { ...always, 'content-type': 'application/x-ndjson' });
      if (withBody) answer.run(response);
      else response.end();
  }
}

function writeJson(response: ServerResponse, status: number, value: unknown, withBody: boolean): void {
  write(response, status, 'application/json', `${JSON.stringify(value)}\n`, withBody);
}

function write(
  response: ServerResponse,
  status: number,
  type: string,
  text: string,
  withBody: boolean,
): void {
  const body = Buffer.from(text);
  response.writeHead(status, {
    ...always,
    'content-type': `${type}; charset=utf-8`,
    'content-length': body.length,
  });
  response.end(withBody ? body : undefined);
}

/** Milliseconds of work before everything else gets a turn. */
const turn = 5;

async function sendList(response: ServerResponse, head: object, items: Iterable<unknown>): Promise<void> {
  try {
    response.write(`${JSON.stringify({ ...head, items: [] }).slice(0, -2)}`);
    let separator = '';
    let began = performance.now();
    for (const item of items) {
      const isRoomLeft = response.write(`${separator}${JSON.stringify(item)}`);
      separator = ',';
      if (!isRoomLeft) await drained(response);
      else if (performance.now() - began > turn) await nextTurn();
      else continue;
      if (response.destroyed) return;
      began = performance.now();
    }
    response.end(']}\n');
  } catch {
    // A body that is cut off is not JSON: the reader will notice.
    response.destroy();
  }
}

/** Resolves when there is room again, or when the reader has gone. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}
