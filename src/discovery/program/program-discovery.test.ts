import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createManualClock } from '#graph';
import type { Known, ProgramAnswer, ProgramWant } from '#model';
import type { RefuseAddress } from '../discovery.ts';
import { discoveryLaws } from '../laws.ts';
import { createProgramDiscovery } from './program-discovery.ts';

const anything: RefuseAddress = () => undefined;
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** What is sent at each path: a text, a status, or nothing at all. */
class ProgramServer {
  readonly sent = new Map<string, string | number | 'silence'>();
  readonly asked = new Map<string, number>();
  readonly #server: Server = createServer(({ url = '' }, response) => {
    this.asked.set(url, (this.asked.get(url) ?? 0) + 1);
    const sent = this.sent.get(url) ?? 404;
    if (sent === 'silence') return;
    response.writeHead(typeof sent === 'number' ? sent : 200, { location: 'http://127.0.0.1:1/' });
    response.end(typeof sent === 'string' ? sent : '');
  });

  static async start(): Promise<ProgramServer> {
    const server = new ProgramServer();
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  url(path: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

discoveryLaws('createProgramDiscovery', async () => {
  const server = await ProgramServer.start();
  const clock = createManualClock();
  const pathOf = ({ url }: ProgramWant) => new URL(url).pathname;
  const answer = (want: ProgramWant, n: number): ProgramAnswer => {
    server.sent.set(pathOf(want), `program ${n}`);
    return { kind: 'program', sha256: hashOf(`program ${n}`) };
  };
  return {
    want: n => {
      const want: ProgramWant = { kind: 'program', url: server.url(`/${n}.wasm`) };
      if (!server.sent.has(pathOf(want))) answer(want, 0);
      return want;
    },
    open: onKnown => createProgramDiscovery({ onKnown, refusal: anything, clock }),
    answer,
    fail: want => server.sent.set(pathOf(want), 503),
    later: () => clock.turn(300_000),
    asked: want => server.asked.get(pathOf(want)) ?? 0,
    dispose: () => server.stop(),
  };
});

describe('a program that is read to know what it is', () => {
  let server: ProgramServer;
  beforeEach(async () => {
    server = await ProgramServer.start();
  });
  afterEach(() => server.stop());

  async function found(path: string, refusal = anything): Promise<Known> {
    const said = new EventEmitter();
    const told = once(said, 'told', { signal: AbortSignal.timeout(10_000) });
    const discovery = createProgramDiscovery({
      onKnown: (_, known) => said.emit('told', known),
      refusal,
      timeout: 300,
      hostsFile: '/dev/null',
    });
    try {
      discovery.want({ kind: 'program', url: server.url(path) });
      const [known] = await told;
      return known;
    } finally {
      discovery.stop();
    }
  }

  it('must be sent, in time, from where it is said to be', async () => {
    const answers: readonly (readonly [string | number, RegExp])[] = [
      [302, /it answered 302/],
      [404, /it answered 404/],
      ['silence', /no answer/],
    ];
    for (const [sent, why] of answers) {
      server.sent.set('/shop.wasm', sent);
      assert.match(String((await found('/shop.wasm')).error), why);
    }
  });

  it('is not asked for where the operator lets nothing lead', async () => {
    server.sent.set('/shop.wasm', 'program');
    const { error } = await found('/shop.wasm', address => `${address} is guarded`);
    assert.match(String(error), /127\.0\.0\.1 is guarded/);
    assert.equal(server.asked.get('/shop.wasm'), undefined);
  });
});
