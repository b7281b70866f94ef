import type { IncomingMessage } from 'node:http';

/** readText reads a request's body; undefined where it is longer than `most` bytes: the rest is read and dropped. */
export async function readText(request: IncomingMessage, most: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += (chunk as Buffer).length;
    if (length <= most) chunks.push(chunk as Buffer);
    else chunks.length = 0;
  }
  return length > most ? undefined : Buffer.concat(chunks).toString('utf8');
}
