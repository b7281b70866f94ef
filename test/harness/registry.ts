import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Pair } from './authority.ts';

/** PushedLayer is a layer of an image. */
export interface PushedLayer {
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/**
 * Registry is a registry of images on loopback, over TLS: what pulling needs of OCI Distribution and of the token authentication
 * of registries.
 */
export class Registry {
  /** Who may pull; undefined: everybody. */
  login: { readonly username: string; readonly password: string } | undefined;
  /** Where layers are, if not here. */
  layersAt: string | undefined;
  /** What is answered in the place of everything, if anything is. */
  status: number | undefined;
  /** Requests by their paths, with the credentials that each showed. */
  readonly asked: { readonly path: string; readonly authorization: string | undefined }[] = [];
  readonly #manifests = new Map<string, Buffer>();
  readonly #blobs = new Map<string, Buffer>();
  readonly #server: Server;

  static async start(pair: Pair): Promise<Registry> {
    const registry = new Registry(pair);
    registry.#server.listen(0, '127.0.0.1');
    await once(registry.#server, 'listening');
    return registry;
  }

  private constructor(pair: Pair) {
    this.#server = createServer(pair, (request, response) => this.#answer(request, response));
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** push puts an image under a name and a tag, and returns its digest. */
  push(repository: string, tag: string, ...layers: readonly PushedLayer[]): string {
    const described = layers.map(({ mediaType, bytes }) => ({
      mediaType,
      digest: this.put(bytes),
      size: bytes.length,
    }));
    return this.pushManifest(repository, tag, { schemaVersion: 2, layers: described });
  }

  pushManifest(repository: string, tag: string, manifest: unknown): string {
    const bytes = Buffer.from(JSON.stringify(manifest));
    const digest = digestOf(bytes);
    for (const reference of [tag, digest])
      this.#manifests.set(`/v2/${repository}/manifests/${reference}`, bytes);
    return digest;
  }

  /** put stores a blob, under another digest than its own if one is given. */
  put(bytes: Buffer, digest = digestOf(bytes)): string {
    this.#blobs.set(digest, bytes);
    return digest;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #answer({ url = '', headers }: IncomingMessage, response: ServerResponse): void {
    const { pathname: path } = new URL(url, 'https://registry');
    const { authorization } = headers;
    this.asked.push({ path, authorization });
    const send = (status: number, body: Buffer | string = '', more = {}) =>
      response.writeHead(status, more).end(body);
    if (this.status !== undefined) return void send(this.status);
    if (path === '/token') {
      const isKnown = authorization === `Basic ${Buffer.from(this.#secret).toString('base64')}`;
      return void (isKnown ? send(200, JSON.stringify({ token: 'pulls' })) : send(401));
    }
    if (this.login !== undefined && authorization !== 'Bearer pulls') {
      const challenge = `Bearer realm="https://${this.host}/token",service="images",scope="repository:a:pull"`;
      return void send(401, '', { 'www-authenticate': challenge });
    }
    const blob = /\/blobs\/(.*)$/.exec(path)?.[1];
    if (blob !== undefined && this.layersAt !== undefined)
      return void send(307, '', { location: `${this.layersAt}/v2/elsewhere/blobs/${blob}` });
    const found = blob === undefined ? this.#manifests.get(path) : this.#blobs.get(blob);
    send(found === undefined ? 404 : 200, found);
  }

  get #secret(): string {
    return `${this.login?.username}:${this.login?.password}`;
  }
}

/** digestOf is the digest by which registries name these bytes. */
export function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** tarOf packs files into an archive. */
export function tarOf(files: Readonly<Record<string, Buffer>>): Buffer {
  const block = 512;
  return Buffer.concat([
    ...Object.entries(files).flatMap(([name, bytes]) => {
      const header = Buffer.alloc(block);
      header.write(name, 0);
      header.write('0000644\0', 100);
      header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
      header.write('0', 156);
      header.write('ustar\0', 257);
      return [header, bytes, Buffer.alloc((block - (bytes.length % block)) % block)];
    }),
    Buffer.alloc(2 * block),
  ]);
}
