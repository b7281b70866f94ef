import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Registered is an instance in the catalogue, in the fields of `/v1/health/service/NAME`. */
export interface Registered {
  readonly Node: Readonly<Record<string, unknown>>;
  readonly Service: Readonly<Record<string, unknown>>;
  readonly Checks?: readonly Readonly<Record<string, unknown>>[];
}

/** Refused is an error that is sent instead of an answer. */
export interface Refused {
  readonly status: number;
  readonly body: string;
}

interface Waiting {
  readonly service: string;
  answer(): void;
}

/** ConsulServer answers `/v1/health/service/NAME` on loopback as an agent does, blocking queries included. */
export class ConsulServer {
  readonly refusals = new Map<string, Refused>();
  /** The known data centers; undefined: any that is asked for. */
  dataCenters: ReadonlySet<string> | undefined;
  /** Questions about each service that did not wait for a change. */
  readonly asked = new Map<string, number>();
  /** The last question of all, and its headers. */
  last: { readonly query: URLSearchParams; readonly headers: IncomingMessage['headers'] } | undefined;
  /** Headers of answers beside the index. */
  headers: Readonly<Record<string, string>> = {};
  /** A body that is sent as it is, whatever is asked. */
  lie: string | undefined;
  readonly #services = new Map<string, readonly Registered[]>();
  readonly #indexes = new Map<string, bigint>();
  readonly #waiting = new Set<Waiting>();
  readonly #server: Server;
  #index = 10n;

  static async start(): Promise<ConsulServer> {
    const server = new ConsulServer();
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  private constructor() {
    this.#server = createServer((request, response) => this.#serve(request, response));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How many questions wait for a change. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** put replaces all instances of a service. */
  put(service: string, instances: readonly Registered[]): void {
    this.#services.set(service, instances);
    this.#indexes.set(service, ++this.#index);
    this.#release(({ service: asked }) => asked === service);
  }

  /** refuse makes questions about a service fail, including those that wait. */
  refuse(service: string, refusal: Refused): void {
    this.refusals.set(service, refusal);
    this.#release(({ service: asked }) => asked === service);
  }

  /** restore restarts the index, as a restored catalogue does: questions that wait are answered when their time is over. */
  restore(): void {
    this.#index = 1n;
    for (const service of this.#indexes.keys()) this.#indexes.set(service, 1n);
  }

  /** timeOut answers all questions that wait, as if their time were over. */
  timeOut(): void {
    this.#release(() => true);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve({ url = '', headers }: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams: query } = new URL(url, 'http://agent');
    const service = decodeURIComponent(pathname.replace('/v1/health/service/', ''));
    const index = query.get('index');
    this.last = { query, headers };
    const dataCenter = query.get('dc');
    if (dataCenter !== null && this.dataCenters?.has(dataCenter) === false) {
      response.writeHead(500).end('No path to datacenter');
      return;
    }
    const answer = () => this.#answer(service, response);
    if (index === null) {
      this.asked.set(service, (this.asked.get(service) ?? 0) + 1);
      answer();
    } else if (this.refusals.has(service) || this.#indexOf(service) > BigInt(index)) {
      answer();
    } else {
      const waiting: Waiting = { service, answer };
      this.#waiting.add(waiting);
      response.on('close', () => this.#waiting.delete(waiting));
    }
  }

  #indexOf(service: string): bigint {
    return this.#indexes.get(service) ?? 1n;
  }

  #answer(service: string, response: ServerResponse): void {
    const { status, body } = this.refusals.get(service) ?? {
      status: 200,
      body: this.lie ?? JSON.stringify(this.#services.get(service) ?? []),
    };
    response.writeHead(status, {
      'content-type': 'application/json',
      'x-consul-index': String(this.#indexOf(service)),
      ...this.headers,
    });
    response.end(body);
  }

  #release(isMeant: (waiting: Waiting) => boolean): void {
    for (const waiting of [...this.#waiting].filter(isMeant)) {
      this.#waiting.delete(waiting);
      waiting.answer();
    }
  }
}
