import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Answer, decode, encode, type Packet, RECURSION_DESIRED, TRUNCATED_RESPONSE } from 'dns-packet';
import fc from 'fast-check';
import type { DnsServerAddress } from '#lib/dns-server.ts';
import { freePort } from '#lib/testing/free-port.ts';
import { type Dns, startDns } from './server.ts';
import { type Asked, type Resolver, startResolver } from './testing/resolver.ts';

const run = promisify(execFile);

describe('DNS beside a proxy', () => {
  let table: Map<string, readonly string[]>;
  let servers: DnsServerAddress[];
  let upstream: Resolver;
  let others: Resolver[];
  let dns: Dns;
  const bugs: unknown[] = [];

  beforeEach(async () => {
    table = new Map([
      ['cart.mesh', ['241.0.0.7', 'fd00:fd00::7']],
      ['old.mesh', ['241.0.0.8']],
    ]);
    upstream = await startResolver(asked => asked.send(answered(asked, [a('192.0.2.1')])));
    others = [];
    servers = [upstream.address];
    dns = await start();
  });
  afterEach(async () => {
    await dns.close();
    for (const resolver of [upstream, ...others]) await resolver.stop();
    assert.deepEqual(bugs.splice(0), []);
  });

  const start = async (options: Partial<Parameters<typeof startDns>[0]> = {}) =>
    startDns({
      ...{
        port: await freePort(),
        table: name => table.get(name),
        servers: () => servers,
        onBug: bug => bugs.push(bug),
      },
      ...{ patience: 200, deadline: 2_000 },
      ...options,
    });
  const portOf = (own: Dns = dns) => own.addresses[0]?.port ?? 0;
  const other = async (answer: (asked: Asked) => void): Promise<Resolver> => {
    const resolver = await startResolver(answer);
    others.push(resolver);
    return resolver;
  };
  /** What dig prints, without a word more. */
  const dig = async (...args: string[]): Promise<string> =>
    (await run('dig', ['+tries=1', '+time=5', '+nocookie', '-p', String(portOf()), ...args])).stdout.trim();

  it('gives the addresses of its own names, by family, over UDP and TCP, IPv4 and IPv6, in any case', async () => {
    for (const at of ['@127.0.0.1', '@::1']) {
      for (const how of ['+notcp', '+tcp']) {
        assert.equal(await dig(at, how, '+short', 'cart.mesh', 'A'), '241.0.0.7');
        assert.equal(await dig(at, how, '+short', 'CaRt.MESH.', 'AAAA'), 'fd00:fd00::7');
      }
    }
    const whole = await dig('@127.0.0.1', 'Cart.Mesh', 'A');
    assert.match(whole, /status: NOERROR/);
    assert.match(whole, /flags: qr aa rd ra;/);
    // In the letters of who asked, as some tell answers from forgeries by them; for half a minute.
    assert.match(whole, /^Cart\.Mesh\.\s+30\s+IN\s+A\s+241\.0\.0\.7$/m);
    assert.equal(upstream.asked.length, 0);
    assert.deepEqual([dns.counters.udp, dns.counters.tcp, dns.counters.own], [5, 4, 9]);
  });

  it('says of a name of its own that it has nothing of another family or type, and never that it does not exist', async () => {
    for (const type of ['AAAA', 'TXT', 'HTTPS', 'SRV', 'MX', 'TYPE65280']) {
      const told = await dig('@127.0.0.1', 'old.mesh', type);
      assert.match(told, /status: NOERROR.*\n.*ANSWER: 0,/, type);
    }
    assert.match(await dig('@127.0.0.1', '+short', 'cart.mesh', 'ANY'), /241\.0\.0\.7\nfd00:fd00::7/);
    assert.equal(upstream.asked.length, 0);
  });

  it('follows its table from one question to the next', async () => {
    table.set('new.mesh', ['241.0.0.9']);
    assert.equal(await dig('@127.0.0.1', '+short', 'new.mesh'), '241.0.0.9');
    table.delete('new.mesh');
    assert.equal(await dig('@127.0.0.1', '+short', 'new.mesh'), '192.0.2.1');
  });

  it('hands on everything else byte by byte, whatever its type and options, and its answer too', async () => {
    const query = encode({
      ...{ type: 'query', id: 4711, flags: RECURSION_DESIRED },
      questions: [{ type: 'NAPTR', name: 'Who.Knows.test' }],
      additionals: [
        {
          ...{ type: 'OPT', name: '.', udpPayloadSize: 1400, extendedRcode: 0, ednsVersion: 0, flags: 0 },
          flag_do: true,
          options: [{ code: 'OPTION_65001', data: Buffer.from('anything') } as never],
        },
      ],
    });
    let sent = Buffer.alloc(0);
    upstream.answer = asked => {
      // A type that nobody has heard of, with data that is not a name.
      const record = Buffer.from([0xc0, 12, 0xff, 0x01, 0, 1, 0, 0, 0, 60, 0, 3, 0xc0, 0x0c, 0xff]);
      const head = Buffer.from(asked.query.subarray(0, 32));
      head[2] = 0x81;
      head[3] = 0x80;
      head.writeUInt16BE(1, 6);
      head.writeUInt16BE(0, 10);
      sent = Buffer.concat([head, record]);
      asked.send(sent);
    };
    const got = await ask(query);
    assert.deepEqual(upstream.asked[0]?.query.subarray(2), query.subarray(2));
    assert.deepEqual(got.subarray(2), sent.subarray(2));
    assert.equal(got.readUInt16BE(0), 4711);
  });

  it('asks by ids and from ports that nobody can guess', async () => {
    for (let i = 0; i < 20; i++) await ask(question(`n${i}.test`, 1));
    const ids = upstream.asked.map(({ query }) => query.readUInt16BE(0));
    assert.ok(new Set(ids).size > 15, `ids ${ids}`);
    assert.ok(new Set(upstream.asked.map(({ from }) => from)).size > 15);
  });

  it('believes nobody who was not asked, or answers something else', async () => {
    upstream.answer = asked => {
      const right = answered(asked, [a('192.0.2.1')]);
      const wrongId = Buffer.from(right);
      wrongId.writeUInt16BE((right.readUInt16BE(0) + 1) % 0x10000, 0);
      asked.send(wrongId);
      asked.send(encode({ ...forged(asked), questions: [{ type: 'A', name: 'other.test' }] }));
      asked.send(encode({ ...forged(asked), questions: [{ type: 'AAAA', name: 'bank.test' }] }));
      asked.send(encode({ ...forged(asked), type: 'query' }));
      asked.send(Buffer.from([1, 2, 3]));
      // From another port, though it knows everything else.
      const stranger = createSocket('udp4');
      stranger.send(encode(forged(asked)), asked.from, '127.0.0.1', () => {
        stranger.close();
        asked.send(right);
      });
    };
    assert.deepEqual(addressesIn(await ask(question('bank.test', 7))), ['192.0.2.1']);
    assert.equal(dns.counters.stray, 5);
  });

  it('asks over TCP where the answer is cut, and hands on all of it, to who takes it', async () => {
    const many = Array.from({ length: 100 }, (_, i) => a(`192.0.2.${i}`));
    upstream.answer = asked =>
      asked.send(asked.transport === 'tcp' ? answered(asked, many) : answered(asked, [], TRUNCATED_RESPONSE));
    assert.equal((await dig('@127.0.0.1', '+short', 'many.test', '+bufsize=4096')).split('\n').length, 100);
    assert.deepEqual(
      upstream.asked.map(({ transport }) => transport),
      ['udp', 'tcp'],
    );
    // Who takes 512 bytes is told to come by TCP, and dig does: from the cache, as its own question differs from the first.
    const small = await dig('@127.0.0.1', '+noedns', 'many.test');
    assert.match(small, /Truncated, retrying in TCP mode/);
    assert.match(small, /ANSWER: 100,/);
    assert.equal(dns.counters.upstreamTcp, 2);
  });

  it('asks the next server when one is silent, fails or is not there, and the one that failed last from then on', async () => {
    const silent = await other(() => {});
    const failing = await other(asked => asked.send(answered(asked, [], 2)));
    const gone = await other(() => {});
    await gone.stop();
    others.pop();
    servers = [silent.address, failing.address, gone.address, upstream.address];
    assert.equal(await dig('@127.0.0.1', '+short', 'a.test'), '192.0.2.1');
    assert.deepEqual(
      [silent, failing, upstream].map(({ asked }) => asked.length),
      [1, 1, 1],
    );
    // The silent one was still being waited for when another answered: nothing is known against it.
    assert.equal(dns.counters.upstreamFailures, 1);
    servers = [gone.address, upstream.address];
    assert.equal(await dig('@127.0.0.1', '+short', 'b.test'), '192.0.2.1');
    assert.equal(dns.counters.upstreamFailures, 1, 'the one that is gone is not asked first again');
  });

  it('says that it failed where no server answers, in time', async () => {
    const silent = await other(() => {});
    servers = [silent.address];
    const began = performance.now();
    assert.match(await dig('@127.0.0.1', 'a.test'), /status: SERVFAIL/);
    assert.ok(performance.now() - began < 4_000);
    servers = [];
    assert.match(await dig('@127.0.0.1', 'b.test'), /status: SERVFAIL/);
    const failing = await other(asked => asked.send(answered(asked, [], 5)));
    servers = [failing.address];
    assert.match(
      await dig('@127.0.0.1', 'c.test'),
      /status: REFUSED/,
      'what a server says of it is handed on',
    );
    assert.equal(await dig('@127.0.0.1', '+short', 'cart.mesh'), '241.0.0.7', 'its own names need nobody');
  });

  it('does not ask itself', async () => {
    servers = dns.addresses.map(({ host }) => ({ host, port: portOf() }));
    assert.match(await dig('@127.0.0.1', 'a.test'), /status: SERVFAIL/);
    assert.equal(dns.counters.udp, 1);
  });

  it('asks once for what many ask at the same time, and gives each an answer to its own question', async () => {
    let waiting: Asked | undefined;
    upstream.answer = asked => {
      waiting = asked;
    };
    const ids = Array.from({ length: 50 }, (_, i) => i + 1);
    const asking = ids.map(id => ask(question('busy.test', id)));
    while (dns.counters.udp < 50) await new Promise(resolve => setImmediate(resolve));
    assert.equal(upstream.asked.length, 1);
    waiting?.send(answered(waiting, [a('192.0.2.5')]));
    const got = await Promise.all(asking);
    assert.deepEqual(
      got.map(response => response.readUInt16BE(0)),
      ids,
    );
    assert.ok(got.every(response => addressesIn(response)[0] === '192.0.2.5'));
  });

  it('answers what is broken with what it can be told, and goes on', async () => {
    assert.equal(codeIn(await ask(Buffer.from('00010100000200000000000000', 'hex'))), 1, 'two questions');
    assert.equal(codeIn(await ask(Buffer.from('000101000001000000000000c00c00010001', 'hex'))), 1, 'a loop');
    assert.equal(codeIn(await ask(Buffer.from('0001010000010000000000003f61', 'hex'))), 1, 'a short name');
    const more = question('x.test', 1);
    more.writeUInt16BE(0xffff, 10);
    assert.equal(codeIn(await ask(more)), 1, 'records that are not there');
    const update = question('x.test', 1);
    update[2] = 5 << 3;
    assert.equal(codeIn(await ask(update)), 4, 'an update');
    const zone = question('x.test', 1);
    zone.writeUInt16BE(252, zone.length - 4);
    assert.equal(codeIn(await ask(zone)), 5, 'a whole zone');
    assert.equal(upstream.asked.length, 0);
    assert.equal(await dig('@127.0.0.1', '+short', 'cart.mesh'), '241.0.0.7');
  });

  it('outlives whatever bytes come, by either transport, from clients and from servers', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (bytes, reply) => {
        upstream.answer = asked => {
          asked.send(Buffer.concat([asked.query.subarray(0, 2), reply]));
          asked.send(answered(asked, [a('192.0.2.1')]));
        };
        await send(bytes);
        const socket = connect(portOf(), '127.0.0.1');
        socket.on('error', () => {});
        socket.end(Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]));
        socket.resume();
        await once(socket, 'close');
        const id = 99;
        assert.deepEqual(
          addressesIn(await ask(question(`q${bytes.toString('hex').slice(0, 20)}.test`, id))),
          ['192.0.2.1'],
        );
      }),
      { numRuns: 60 },
    );
  });

  it('ends streams that say nothing right, and answers many questions of one', async () => {
    const socket = connect(portOf(), '127.0.0.1');
    const queries = Array.from({ length: 100 }, (_, i) => question('cart.mesh', i));
    const stream = Buffer.concat(queries.flatMap(query => [Buffer.from([0, query.length]), query]));
    // In pieces that end anywhere.
    for (let at = 0; at < stream.length; at += 7) socket.write(stream.subarray(at, at + 7));
    let received = Buffer.alloc(0);
    const ids = new Set<number>();
    for await (const chunk of socket) {
      received = Buffer.concat([received, chunk as Buffer]);
      while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
        ids.add(received.readUInt16BE(2));
        received = received.subarray(2 + received.readUInt16BE(0));
      }
      if (ids.size === 100) break;
    }
    assert.equal(ids.size, 100);
    const bad = connect(portOf(), '127.0.0.1');
    bad.write(Buffer.from([0, 3, 1, 2, 3]));
    await once(bad, 'close');
  });

  it('takes no more questions of a client that reads no answers', async () => {
    const deaf = connect(portOf(), '127.0.0.1').pause();
    deaf.on('error', () => {});
    const one = question('cart.mesh', 1);
    const many = 400_000;
    deaf.write(Buffer.concat(Array.from({ length: many }, () => [Buffer.from([0, one.length]), one]).flat()));
    // Until nothing goes on any more.
    for (let before = -1; dns.counters.tcp !== before || before === 0; await pause(200))
      before = dns.counters.tcp;
    assert.ok(dns.counters.tcp < many, `${dns.counters.tcp} were answered`);
    deaf.destroy();
  });

  /** Sends bytes and does not wait for anything. */
  async function send(bytes: Buffer): Promise<void> {
    const socket = createSocket('udp4');
    await new Promise(resolve => socket.send(bytes, portOf(), '127.0.0.1', resolve));
    socket.close();
  }

  /** Asks over UDP, as it is. */
  async function ask(bytes: Buffer): Promise<Buffer> {
    const socket = createSocket('udp4');
    try {
      socket.send(bytes, portOf(), '127.0.0.1');
      const [response] = (await once(socket, 'message', { signal: AbortSignal.timeout(10_000) })) as [Buffer];
      return response;
    } finally {
      socket.close();
    }
  }
});

const hostile = fc.oneof(
  fc.uint8Array({ maxLength: 600 }).map(bytes => Buffer.from(bytes)),
  // What looks right at first.
  fc
    .tuple(fc.constantFrom('cart.mesh', 'a.test'), fc.uint8Array({ maxLength: 40 }), fc.nat(40))
    .map(([name, noise, at]) => {
      const bytes = Buffer.concat([question(name, 1), Buffer.from(noise)]);
      bytes[Math.min(at, bytes.length - 1)] = 0xc0;
      bytes.writeUInt16BE(noise.length, 10);
      return bytes;
    }),
);

function question(name: string, id: number): Buffer {
  return encode({ type: 'query', id, flags: RECURSION_DESIRED, questions: [{ type: 'A', name }] });
}

function a(data: string): Answer {
  return { type: 'A', name: 'x', ttl: 60, data };
}

/** A response with these answers to what was asked. */
function answered({ query }: Asked, answers: readonly Answer[], flags = 0): Buffer {
  const { id = 0, questions = [] } = decode(query);
  const name = questions[0]?.name ?? '';
  return encode({
    ...{ type: 'response', id, flags: flags | RECURSION_DESIRED, questions },
    answers: answers.map(one => ({ ...one, name })),
  });
}

/** A response that leads elsewhere. */
function forged({ query }: Asked): Packet {
  const { id = 0, questions = [] } = decode(query);
  return {
    type: 'response',
    id,
    questions,
    answers: [{ ...a('203.0.113.66'), name: questions[0]?.name ?? '' }],
  };
}

function addressesIn(response: Buffer): unknown[] {
  return (decode(response).answers ?? []).map(answer => 'data' in answer && answer.data);
}

function codeIn(response: Buffer): number {
  return (response[3] ?? 0) & 15;
}
