import type { IncomingMessage } from 'node:http';
import { rootCertificates } from 'node:tls';
import { bounded, wholeText } from '#lib/bounded.ts';
import type { ImageWant } from '#model';
import { type Asking, askedAddress } from '../web/asked-address.ts';
import { headAt } from '../web/get-bytes.ts';
import { type Challenge, readChallenge, tokenAddress, tokenIn } from './challenge.ts';

const mostRedirects = 5;
/** Bytes. */
const largestToken = 64 * 1024;

/**
 * Registry is where an image is pulled from, over HTTPS (OCI Distribution). It may send us elsewhere for layers, and to a server
 * that issues tokens: each of those is asked only where the operator lets addresses lead, and is never told what the registry
 * is told to let us in.
 */
export class Registry {
  readonly #want: ImageWant;
  readonly #asking: Asking;
  readonly #origin: string;
  #authorization: string | undefined;

  constructor(want: ImageWant, asking: Asking) {
    this.#want = want;
    this.#asking = asking;
    this.#origin = `https://${want.registry}`;
  }

  /** get reads what is at a path of the image's repository. It rejects where the answer is not 200. */
  async get(path: string, accept: string, largest: number): Promise<AsyncIterable<Uint8Array>> {
    const url = new URL(`/v2/${this.#want.repository}/${path}`, this.#origin);
    let response = await this.#ask(url, accept);
    if (response.statusCode === 401 && this.#authorization === undefined) {
      response.destroy();
      this.#authorization = await this.#admitted(readChallenge(response.headers['www-authenticate']));
      response = await this.#ask(url, accept);
    }
    for (let followed = 0; isRedirect(response); followed++) {
      response.destroy();
      if (followed === mostRedirects) throw new Error('it leads from one address to the next');
      const next = new URL(response.headers.location ?? '', url);
      if (next.protocol !== 'https:')
        throw new Error(`it leads to ${next.origin}, which is not asked over TLS`);
      response = await this.#ask(next, accept);
    }
    if (response.statusCode !== 200) {
      response.destroy();
      throw new Error(statusSaid(response.statusCode, this.#want.login !== undefined));
    }
    return bounded(response, largest);
  }

  async #ask(url: URL, accept: string, authorization = this.#authorization): Promise<IncomingMessage> {
    const isOwn = url.origin === new URL(this.#origin).origin;
    const address = await askedAddress(url, this.#asking);
    const { roots } = this.#want;
    return headAt(url, address, {
      accept,
      signal: this.#asking.signal,
      // Elsewhere may be a public place as well as one of the registry's own.
      ...(roots === undefined ? {} : { roots: isOwn ? [roots] : [roots, ...rootCertificates] }),
      ...(authorization !== undefined && isOwn ? { authorization } : {}),
    });
  }

  async #admitted(challenge: Challenge): Promise<string> {
    const { login, repository } = this.#want;
    const basic = login && `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`;
    if (challenge.kind === 'basic') {
      if (basic === undefined) throw new Error('it asks for a name and a password (pullSecretRef)');
      return basic;
    }
    const url = tokenAddress(challenge, repository);
    const address = await askedAddress(url, this.#asking);
    const { roots } = this.#want;
    const response = await headAt(url, address, {
      accept: 'application/json',
      signal: this.#asking.signal,
      ...(roots === undefined ? {} : { roots: [roots, ...rootCertificates] }),
      ...(basic === undefined ? {} : { authorization: basic }),
    });
    if (response.statusCode !== 200) {
      response.destroy();
      throw new Error(`${url.origin}, which issues its tokens, answered ${response.statusCode}`);
    }
    return `Bearer ${tokenIn(await wholeText(bounded(response, largestToken)))}`;
  }
}

function isRedirect({ statusCode = 0 }: IncomingMessage): boolean {
  return [301, 302, 303, 307, 308].includes(statusCode);
}

function statusSaid(status: number | undefined, hasLogin: boolean): string {
  if (status !== 401 && status !== 403) return `it answered ${status}`;
  return `it answered ${status}: ${hasLogin ? 'the login of pullSecretRef may not pull this' : 'it may need a login (pullSecretRef)'}`;
}
