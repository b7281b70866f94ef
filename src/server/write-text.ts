import type { ServerResponse } from 'node:http';

/** writeText answers with a text that must not be cached, and must not be taken for another type. */
export function writeText(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(text);
}
