import { createReadStream, rmSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Store } from '#sources/store';
import { type Access, checkWrite } from './access.ts';
import { type Answer, refuse } from './answer.ts';

/** backupPath is the path of a copy of the store. */
export const backupPath = '/v1/backup';

/**
 * backUp answers with a copy of the store as it is at one moment, an SQLite file. The copy holds every Secret, so it takes a
 * POST: only callers that may change things get it.
 */
export async function backUp(
  request: IncomingMessage,
  access: Access,
  store: Store | undefined,
): Promise<Answer> {
  if (request.method !== 'POST') return refuse(405, 'a copy of the store is asked for by POST');
  const denied = checkWrite(request, access);
  if (denied !== undefined) return denied;
  if (store === undefined) return refuse(404, 'this control plane has no store: start it with --store FILE');
  const copy = await store.copy();
  return { kind: 'file', run: response => sendCopy(copy, response) };
}

async function sendCopy(copy: string, response: ServerResponse): Promise<void> {
  try {
    response.setHeader('content-type', 'application/vnd.sqlite3');
    response.setHeader('content-length', statSync(copy).size);
    await pipeline(createReadStream(copy), response);
  } catch {
    // The body is shorter than announced: the reader will notice.
    response.destroy();
  } finally {
    rmSync(copy, { force: true });
  }
}
