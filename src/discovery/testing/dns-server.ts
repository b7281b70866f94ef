import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, isIPv4, type Server, type Socket as Stream } from 'node:net';
import {
  type Answer,
  AUTHORITATIVE_ANSWER,
  decode,
  encode,
  type Packet,
  TRUNCATED_RESPONSE,
} from 'dns-packet';

/** Records are the records of a name: addresses, or hosts that offer a service; `ttl` is in seconds. */
export interface Records {
  readonly addresses?: readonly string[];
  readonly services?: readonly {
    readonly target: string;
    readonly port: number;
    readonly priority?: number;
    readonly weight?: number;
  }[];
  readonly ttl: number;
}

/** Zone is what the server answers: records by name, or how it fails. Missing names do not exist. */
export type Zone = Record<string, Records | 'SERVFAIL' | 'silence'>;

/** The largest answer in a datagram; longer ones are sent over TCP only. */
const largestDatagram = 512;

/** DnsServer is a real, if tiny, DNS server (RFC 1035, RFC 3596, RFC 2782) on UDP and TCP, on a loopback port of its own. */
export class DnsServer {
  zone: Zone = {};
  /** The name in each question. */
  readonly questions: string[] = [];
  readonly #datagrams: Socket;
  readonly #listener: Server;
  readonly #streams = new Set<Stream>();

  private constructor(datagrams: Socket, listener: Server) {
    this.#datagrams = datagrams;
    this.#listener = listener;
    datagrams.on('message', (query, { port, address }) => {
      const response = this.#answer(query, largestDatagram);
      if (response !== undefined) datagrams.send(response, port, address);
    });
    listener.on('connection', stream => {
      this.#streams.add(stream);
      // A query of a test comes in one piece.
      stream.on('data', query => {
        const response = this.#answer(query.subarray(2), 65_535);
        if (response === undefined) return;
        const length = Buffer.alloc(2);
        length.writeUInt16BE(response.length);
        stream.write(Buffer.concat([length, response]));
      });
      stream.on('error', () => {});
      stream.on('close', () => this.#streams.delete(stream));
    });
  }

  /** Both transports share one port, so a port that is taken for TCP is of no use. */
  static async start(): Promise<DnsServer> {
    for (;;) {
      const datagrams = createSocket('udp4').bind(0, '127.0.0.1');
      await once(datagrams, 'listening');
      const listener = createServer().listen(datagrams.address().port, '127.0.0.1');
      try {
        await once(listener, 'listening');
        return new DnsServer(datagrams, listener);
      } catch {
        datagrams.close();
      }
    }
  }

  /** In the form that `Resolver.setServers` takes. */
  get address(): string {
    return `127.0.0.1:${this.#datagrams.address().port}`;
  }

  async stop(): Promise<void> {
    this.#datagrams.close();
    for (const stream of this.#streams) stream.destroy();
    this.#listener.close();
    await once(this.#datagrams, 'close');
  }

  #answer(query: Buffer, largest: number): Buffer | undefined {
    const { id, questions = [] } = decode(query);
    const [question] = questions;
    if (question === undefined) return undefined;
    const name = question.name.toLowerCase();
    this.questions.push(name);
    const records = this.zone[name];
    if (records === 'silence') return undefined;
    const code = records === undefined ? 3 : records === 'SERVFAIL' ? 2 : 0;
    const response: Packet = {
      type: 'response',
      ...(id === undefined ? {} : { id }),
      flags: AUTHORITATIVE_ANSWER | code,
      questions,
      answers: typeof records === 'object' ? answersTo(question.type, question.name, records) : [],
    };
    const bytes = encode(response);
    if (bytes.length <= largest) return bytes;
    return encode({ ...response, flags: AUTHORITATIVE_ANSWER | TRUNCATED_RESPONSE, answers: [] });
  }
}

function answersTo(type: string, name: string, { addresses = [], services = [], ttl }: Records): Answer[] {
  switch (type) {
    case 'A':
      return addresses.filter(isIPv4).map(data => ({ type, name, ttl, data }));
    case 'AAAA':
      return addresses.filter(address => !isIPv4(address)).map(data => ({ type, name, ttl, data }));
    case 'SRV':
      return services.map(data => ({ type, name, ttl, data }));
    default:
      return [];
  }
}
