import { once } from 'node:events';
import { type IncomingMessage, request as overHttp, type RequestOptions } from 'node:http';
import { request as overHttps } from 'node:https';

/** responseTo sends a request without a body and gives the head of its answer. It rejects where none comes before `signal`. */
export async function responseTo(
  isTls: boolean,
  options: RequestOptions & { readonly signal: AbortSignal },
): Promise<IncomingMessage> {
  const request = isTls ? overHttps(options) : overHttp(options);
  // The `once` below reports errors; a later error concerns nobody.
  request.on('error', () => {});
  request.end();
  const [response] = (await once(request, 'response', { signal: options.signal })) as [IncomingMessage];
  return response;
}
