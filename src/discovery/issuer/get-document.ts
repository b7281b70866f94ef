import { once } from 'node:events';
import { type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';

/** Bytes. What issuers publish has some thousand. */
const largest = 262_144;

/**
 * getDocument gets one JSON document by HTTP from an address, which goes by the host that the URL names: over TLS it must prove
 * to be that. Redirects are not followed, as nobody has looked where they lead. Rejects where there is none before `signal`.
 */
export async function getDocument(url: URL, address: string, signal: AbortSignal): Promise<unknown> {
  const isTls = url.protocol === 'https:';
  const name = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const options = {
    host: address,
    ...(url.port === '' ? {} : { port: url.port }),
    path: url.pathname + url.search,
    headers: { host: url.host, accept: 'application/json' },
    agent: false,
    signal,
    ...(isTls && name !== address ? { servername: name } : {}),
  };
  const request = isTls ? overHttps(options) : overHttp(options);
  // Whoever waits for it hears of it; an end that comes later is nobody's.
  request.on('error', () => {});
  request.end();
  const [response] = (await once(request, 'response', { signal })) as [IncomingMessage];
  try {
    if (response.statusCode !== 200) throw new Error(`it answered ${response.statusCode}`);
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response) {
      const bytes = chunk as Buffer;
      size += bytes.length;
      if (size > largest) throw new Error(`it has more than ${largest} bytes`);
      chunks.push(bytes);
    }
    return parse(Buffer.concat(chunks).toString());
  } finally {
    response.destroy();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('it is no JSON');
  }
}
