import { bounded } from '#lib/bounded.ts';
import { withoutBrackets } from '#lib/ip-address.ts';
import { responseTo } from './response-to.ts';

/** GetOptions bound what is got: `largest` in bytes, before `signal`; `roots` (PEM) are believed in the place of the machine's. */
export interface GetOptions {
  readonly accept: string;
  readonly largest: number;
  readonly signal: AbortSignal;
  readonly roots?: string;
}

/**
 * getBytes gets something by HTTP from an address, which goes by the host that the URL names: over TLS it must prove to be that.
 * Redirects are not followed, as nobody has looked where they lead. Rejects where there is none.
 */
export async function getBytes(
  url: URL,
  address: string,
  { accept, largest, signal, roots }: GetOptions,
): Promise<AsyncIterable<Uint8Array>> {
  const isTls = url.protocol === 'https:';
  const name = withoutBrackets(url.hostname);
  const options = {
    host: address,
    ...(url.port === '' ? {} : { port: url.port }),
    path: url.pathname + url.search,
    headers: { host: url.host, accept },
    agent: false,
    signal,
    ...(isTls && name !== address ? { servername: name } : {}),
    ...(roots === undefined ? {} : { ca: roots }),
  };
  const response = await responseTo(isTls, options);
  if (response.statusCode !== 200) {
    response.destroy();
    throw new Error(`it answered ${response.statusCode}`);
  }
  return bounded(response, largest);
}
