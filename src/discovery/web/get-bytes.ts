import type { IncomingMessage } from 'node:http';
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
  { largest, roots, ...options }: GetOptions,
): Promise<AsyncIterable<Uint8Array>> {
  const response = await headAt(url, address, {
    ...options,
    ...(roots === undefined ? {} : { roots: [roots] }),
  });
  if (response.statusCode !== 200) {
    response.destroy();
    throw new Error(`it answered ${response.statusCode}`);
  }
  return bounded(response, largest);
}

/** HeadOptions are those of one request. */
export interface HeadOptions extends Pick<GetOptions, 'accept' | 'signal'> {
  readonly roots?: readonly string[];
  /** The header of that name. */
  readonly authorization?: string;
}

/** headAt asks as `getBytes` does, and gives the head of whatever is answered: its reader must read or destroy the rest. */
export async function headAt(
  url: URL,
  address: string,
  { accept, signal, roots, authorization }: HeadOptions,
): Promise<IncomingMessage> {
  const isTls = url.protocol === 'https:';
  const name = withoutBrackets(url.hostname);
  const options = {
    host: address,
    ...(url.port === '' ? {} : { port: url.port }),
    path: url.pathname + url.search,
    headers: { host: url.host, accept, ...(authorization === undefined ? {} : { authorization }) },
    agent: false,
    signal,
    ...(isTls && name !== address ? { servername: name } : {}),
    ...(roots === undefined ? {} : { ca: [...roots] }),
  };
  return responseTo(isTls, options);
}
