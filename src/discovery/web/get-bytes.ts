import { bounded } from '#lib/bounded.ts';
import { withoutBrackets } from '#lib/ip-address.ts';
import { responseTo } from './response-to.ts';

/**
 * GetOptions bound a download: `largest` in bytes, until `signal`; `roots` (PEM) replace the authorities that this machine
 * trusts.
 */
export interface GetOptions {
  readonly accept: string;
  readonly largest: number;
  readonly signal: AbortSignal;
  readonly roots?: string;
}

/**
 * getBytes downloads by HTTP from an address that stands for the URL's host: over TLS its certificate must be for that host.
 * Redirects are not followed, as nobody has checked where they lead. It rejects where the answer is not 200.
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
