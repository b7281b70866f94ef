import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** IssuerServer publishes the metadata of issuers on loopback: one issuer below each of its paths. */
export class IssuerServer {
  /** By the issuer's path: a document, a status, or `silence`. */
  readonly published = new Map<string, unknown>();
  readonly asked = new Map<string, number>();
  readonly #server: Server;

  static async start(): Promise<IssuerServer> {
    const issuers = new IssuerServer();
    issuers.#server.listen(0, '127.0.0.1');
    await once(issuers.#server, 'listening');
    return issuers;
  }

  private constructor() {
    this.#server = createServer(({ url = '' }, response) => {
      const path = url.replace(/\/\.well-known\/openid-configuration$/, '');
      this.asked.set(path, (this.asked.get(path) ?? 0) + 1);
      const said = this.published.get(path);
      if (said === 'silence') return;
      const status = typeof said === 'number' ? said : said === undefined ? 404 : 200;
      response.writeHead(status, { 'content-type': 'application/json', location: 'http://127.0.0.1:1/' });
      response.end(typeof said === 'string' ? said : JSON.stringify(said));
    });
  }

  /** The URL of the issuer at a path. */
  issuer(path: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`;
  }

  /** publish makes the issuer at a path publish its own name and these endpoints. */
  publish(path: string, endpoints: Readonly<Record<string, unknown>>): void {
    this.published.set(path, { issuer: this.issuer(path), ...endpoints });
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
