import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { type Fields, isMap } from '#lib/fields.ts';
import { parseDocument } from '#sources/files';
import { invalid, type Problem, problem } from './problem.ts';

/** The largest object, as it is sent, in bytes. */
const mostBytes = 1024 * 1024;

/** Body is the object that was sent. */
export interface Body {
  readonly kind: 'object';
  readonly object: Fields;
}

/** readBody reads the object in a request, or says what is wrong with it. */
export async function readBody(request: IncomingMessage): Promise<Body | Problem> {
  const title = 'Could not process a resource';
  if (!saysJson(request.headers)) {
    return problem(415, title, 'the object must be sent as JSON, with Content-Type: application/json');
  }
  const tooLarge = problem(413, title, `the object is larger than ${mostBytes} bytes: split it`);
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) return tooLarge;
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    // Stopping early must not close the connection, which is needed for the answer.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      length += (chunk as Buffer).length;
      if (length > mostBytes) return tooLarge;
      chunks.push(chunk as Buffer);
    }
  } catch {
    return problem(400, title, 'the connection ended before the object was complete');
  }
  const parsed = parseDocument(Buffer.concat(chunks).toString('utf8'), 'json');
  if (parsed.kind === 'broken') return invalid([{ field: '', reason: parsed.mistake.message }]);
  const { value } = parsed;
  return isMap(value)
    ? { kind: 'object', object: value }
    : invalid([{ field: '', reason: 'must be one object' }]);
}

/**
 * saysJson tells whether the Content-Type is JSON. A page in a browser cannot send that type to another site: to insist on it
 * keeps out requests that such pages forge.
 */
export function saysJson({ 'content-type': type = '' }: IncomingHttpHeaders): boolean {
  return /^application\/json *(?:;|$)/i.test(type);
}
