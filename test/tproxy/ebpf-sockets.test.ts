import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { install, uninstall } from './backend-laws.ts';
import { createLab, dnsAnswers, type Lab, users } from './lab.ts';
import { sh } from './namespace.ts';
import { cannotRunWith } from './rights.ts';
import { connectTo, type Endpoint, type Place, type Seen, type Step, takeSteps } from './sockets.ts';

/** What programs at sockets could get wrong and a firewall could not: how a redirected socket looks to its application. */
describe('ebpf: sockets of applications', { skip: cannotRunWith('ebpf', 'python3') ?? false }, () => {
  let lab: Lab;
  const flags = [
    '--redirect-all-dns-traffic',
    ...['--exclude-outbound-ports', '9090'],
    ...['--exclude-outbound-ips', '10.66.0.3'],
    ...['--exclude-outbound-ports-for-uids', `${users.excluded}`],
  ];
  before(async () => {
    lab = await createLab();
    await install(lab, { name: 'ebpf' }, ...flags);
  });
  after(async () => {
    await uninstall(lab);
    await lab.close();
  });

  /** Of both sides: what the application asked for, where the upstream was asked, what the proxy was told. */
  async function redirected(to: Endpoint, options: Parameters<typeof connectTo>[2] = {}, client?: string) {
    const { failure, peer, source, seen } = await connectTo(lab, to, options);
    assert.equal(failure, undefined);
    const [address, port] = to;
    const bare = address.replace('::ffff:', '');
    const own = client ?? (bare.includes(':') ? 'fd66::1' : '10.66.0.1');
    assert.deepEqual(
      { peer, source: source.replace('::ffff:', ''), to: seen.to, client: seen.headers?.['x-client'] },
      { peer: `[${address}]:${port}`, source: own, to: `[${bare}]:${port}`, client: own },
    );
    assert.equal(seen.proxy, 'outbound');
    assert.equal(seen.headers?.['x-wanted'], bare.includes(':') ? `[${bare}]:${port}` : `${bare}:${port}`);
  }

  async function direct(to: Endpoint, options: Parameters<typeof connectTo>[2] = {}, from?: string) {
    const { failure, peer, source, seen } = await connectTo(lab, to, options);
    assert.deepEqual([failure, seen.proxy], [undefined, 'none']);
    assert.equal(peer, `[${to[0]}]:${to[1]}`);
    assert.equal(source.replace('::ffff:', ''), seen.from);
    if (from !== undefined) assert.equal(seen.from, from);
  }

  const bound = (address: string, port: number): readonly Step[] => [['bind', 's', address, port]];

  describe('IPv4 by a socket of IPv6', () => {
    test('is redirected as IPv4 is', () => redirected(['::ffff:10.66.0.2', 8000]));
    test('also where the socket is bound', () =>
      redirected(['::ffff:10.66.0.2', 8000], { before: bound('::ffff:10.67.0.1', 0) }, '10.67.0.1'));
    test('an excluded port', () => direct(['::ffff:10.66.0.2', 9090]));
    test('an excluded address', () => direct(['::ffff:10.66.0.3', 8000]));
    test('an excluded user', () => direct(['::ffff:10.66.0.2', 8000], { user: users.excluded }));
    test('the proxy', () => direct(['::ffff:10.66.0.2', 8000], { user: users.proxy }));
    test('loopback', () => direct(['::ffff:127.0.0.1', 9091]));
    test('own address', () => direct(['::ffff:10.66.0.1', 9091]));
    test('the proxy to its own address', async () => {
      const { seen } = await connectTo(lab, ['::ffff:10.66.0.1', 9091], { user: users.proxy });
      assert.deepEqual([seen.proxy, seen.from, seen.to], ['inbound', '127.0.0.6', '[10.66.0.1]:9091']);
    });
  });

  describe('names of both ends, and the client that the proxy sees', () => {
    test('IPv4', () => redirected(['10.66.0.2', 8000]));
    test('IPv6', () => redirected(['fd66::2', 8000]));
    test('a source that the application bound', () =>
      redirected(['10.66.0.2', 8000], { before: bound('10.67.0.1', 0) }, '10.67.0.1'));
    test('a source and port that the application bound', () =>
      redirected(['10.66.0.2', 8000], { before: bound('172.30.0.1', 40_401) }, '172.30.0.1'));
    test('a source that the application bound, IPv6', () =>
      redirected(['fd66::2', 8000], { before: bound('fd30::1', 0) }, 'fd30::1'));
    test('a port alone that the application bound leaves no source to give', () =>
      redirected(['10.66.0.2', 8000], { before: bound('0.0.0.0', 40_402) }, '127.0.0.1'));
    test('multipath TCP is redirected', async () => {
      for (const [address, client] of [
        ['10.66.0.2', '10.66.0.1'],
        ['fd66::2', 'fd66::1'],
      ] as const) {
        const { seen } = await connectTo(lab, [address, 8000], { protocol: 'MPTCP' });
        assert.deepEqual([seen.proxy, seen.to], ['outbound', `[${address}]:8000`]);
        assert.equal(seen.headers?.['x-client'], client);
      }
    });
    test('a request that goes with the SYN', async () => {
      const steps: readonly Step[] = [
        ['socket', 's', 'INET', 'STREAM'],
        ['http-with-syn', 's', '10.66.0.2', 8000],
        ['peer', 's'],
      ];
      const [, seen, peer] = await takeSteps(lab, steps);
      assert.deepEqual([(seen as Seen).proxy, (seen as Seen).to], ['outbound', '[10.66.0.2]:8000']);
      assert.equal(peer, '[10.66.0.2]:8000');
    });
  });

  describe('"any address", which to the kernel is this host', () => {
    test('IPv4', async () => {
      for (const user of [users.application, users.proxy]) {
        const { peer, seen } = await connectTo(lab, ['0.0.0.0', 9091], { user });
        assert.deepEqual([peer, seen.proxy, seen.from], ['[127.0.0.1]:9091', 'none', '127.0.0.1']);
      }
    });
    test('IPv6', async () => {
      const { peer, seen } = await connectTo(lab, ['::', 9091]);
      assert.deepEqual([peer, seen.proxy, seen.from], ['[::1]:9091', 'none', '::1']);
    });
    test('IPv4 by a socket of IPv6', async () => {
      const { peer, seen } = await connectTo(lab, ['::ffff:0.0.0.0', 9091]);
      assert.deepEqual([peer, seen.proxy, seen.from], ['[::ffff:127.0.0.1]:9091', 'none', '127.0.0.1']);
    });
  });

  describe('a socket that connects again', () => {
    const again = async (first: readonly Step[], to: Endpoint) =>
      (await connectTo(lab, to, { before: first })).seen;
    const elsewhere: readonly Step[] = [
      ['connect', 's', '10.66.0.2', 8000],
      ['disconnect', 's'],
    ];
    test('is redirected after it was refused', async () => {
      const seen = await again([['connect', 's', '127.0.0.1', 1]], ['10.66.0.2', 8000]);
      assert.deepEqual([seen.proxy, seen.to], ['outbound', '[10.66.0.2]:8000']);
      assert.equal(seen.headers?.['x-client'], '10.66.0.1');
    });
    test('is redirected to where it wants to go the second time', async () => {
      const seen = await again(elsewhere, ['10.67.0.2', 8000]);
      assert.deepEqual([seen.proxy, seen.to], ['outbound', '[10.67.0.2]:8000']);
    });
    test('has the source of its route where it is left alone', () =>
      direct(['10.67.0.2', 9090], { before: elsewhere }, '10.67.0.1'));
    test('has the source of its route on loopback', () =>
      direct(['127.0.0.1', 9091], { before: elsewhere }, '127.0.0.1'));
    test('has the source of its route, IPv6', () =>
      direct(
        ['::1', 9091],
        {
          before: [
            ['connect', 's', 'fd66::2', 8000],
            ['disconnect', 's'],
          ],
        },
        '::1',
      ));
    test('keeps the source that its application bound', () =>
      direct(['10.66.0.2', 9090], { before: [...bound('10.67.0.1', 0), ...elsewhere] }, '10.67.0.1'));
  });

  test('a connect that does not wait', async () => {
    const [, outcome, peer, seen] = await takeSteps(lab, [
      ['socket', 's', 'INET', 'STREAM'],
      ['start', 's', '10.66.0.2', 8000],
      ['peer', 's'],
      ['http', 's'],
    ]);
    assert.deepEqual([outcome, peer], [['EINPROGRESS', '0'], '[10.66.0.2]:8000']);
    assert.deepEqual([(seen as Seen).proxy, (seen as Seen).to], ['outbound', '[10.66.0.2]:8000']);
  });

  test('a port at which nobody listens is refused to the proxy, which says so', async () => {
    const { peer, seen } = await connectTo(lab, ['10.66.0.2', 1]);
    assert.deepEqual([peer, seen.proxy], ['[10.66.0.2]:1', 'outbound']);
    assert.match(seen.body ?? '', /connection failure/);
  });

  describe('DNS over UDP', () => {
    const families = [
      ['INET', '10.66.0.2'],
      ['INET6', 'fd66::2'],
      ['INET6', '::ffff:10.66.0.2'],
    ] as const;
    const excluded = [
      ['INET', '10.66.0.3'],
      ['INET6', '::ffff:10.66.0.3'],
    ] as const;
    const byProxy = (server: string) => ({ address: dnsAnswers.proxy, from: `[${server}]:53` });
    const byWorld = (server: string) => ({ address: dnsAnswers.world, from: `[${server}]:53` });

    async function connected(family: string, server: string, place?: Place) {
      const steps: readonly Step[] = [
        ['socket', 's', family, 'DGRAM'],
        ['connect', 's', server, 53],
        ['peer', 's'],
        ['ask', 's'],
      ];
      const [, , peer, answer] = await takeSteps(lab, steps, place);
      assert.equal(peer, `[${server}]:53`);
      return answer;
    }
    async function unconnected(family: string, server: string, place?: Place) {
      const steps: readonly Step[] = [
        ['socket', 's', family, 'DGRAM'],
        ['ask', 's', server, 53],
      ];
      return (await takeSteps(lab, steps, place))[1];
    }
    for (const [name, ask] of [
      ['connected', connected],
      ['unconnected', unconnected],
    ] as const) {
      for (const [family, server] of families) {
        test(`a ${name} socket to ${server}`, async () => {
          assert.deepEqual(await ask(family, server), byProxy(server));
          assert.deepEqual(await ask(family, server, { user: users.proxy }), byWorld(server));
          assert.deepEqual(await ask(family, server, { user: users.excluded }), byWorld(server));
          assert.deepEqual(await ask(family, server, { cgroup: '' }), byWorld(server));
        });
      }
      for (const [family, server] of excluded)
        test(`a ${name} socket to ${server}, which is excluded`, async () => {
          assert.deepEqual(await ask(family, server), byWorld(server));
        });
    }
    test('one socket that asks several servers in turn', async () => {
      const servers = ['10.66.0.2', '10.66.0.3', '10.66.0.9'];
      const answers = await takeSteps(lab, [
        ['socket', 's', 'INET', 'DGRAM'],
        ...servers.map((server): Step => ['ask', 's', server, 53]),
      ]);
      assert.deepEqual(answers.slice(1), [byProxy('10.66.0.2'), byWorld('10.66.0.3'), byProxy('10.66.0.9')]);
    });
    test('one socket that connects to another server', async () => {
      const answers = await takeSteps(lab, [
        ['socket', 's', 'INET', 'DGRAM'],
        ['connect', 's', '10.66.0.2', 53],
        ['ask', 's'],
        ['connect', 's', '10.66.0.9', 53],
        ['peer', 's'],
        ['ask', 's'],
        ['disconnect', 's'],
        ['connect', 's', '10.66.0.3', 53],
        ['ask', 's'],
      ]);
      assert.deepEqual(answers[2], byProxy('10.66.0.2'));
      assert.deepEqual(answers.slice(4, 6), ['[10.66.0.9]:53', byProxy('10.66.0.9')]);
      assert.deepEqual(answers[8], byWorld('10.66.0.3'));
    });
    test('a socket that is bound to an address of this host', async () => {
      const [, , answer] = await takeSteps(lab, [
        ['socket', 's', 'INET', 'DGRAM'],
        ['bind', 's', '10.66.0.1', 0],
        ['ask', 's', '10.66.0.2', 53],
      ]);
      assert.deepEqual(answer, byProxy('10.66.0.2'));
    });
  });

  /** Without an original destination Envoy has nowhere to send a request. With a wrong one it would ask itself, again and again. */
  describe('who asks for a port of the proxy itself is not sent in circles', { concurrency: true }, () => {
    const world = () => ({ namespace: lab.world, cgroup: '', user: users.root });
    const cases: readonly (readonly [string, Endpoint, () => Place])[] = [
      ['an application, outbound', ['127.0.0.1', 15_001], () => ({})],
      ['an application, inbound', ['127.0.0.1', 15_006], () => ({})],
      ['an application, at the own address', ['10.66.0.1', 15_001], () => ({})],
      ['an application, IPv6', ['::1', 15_001], () => ({})],
      ['the proxy, outbound', ['127.0.0.1', 15_001], () => ({ user: users.proxy })],
      ['the proxy, outbound at the own address', ['10.66.0.1', 15_001], () => ({ user: users.proxy })],
      ['the proxy, outbound at the own address, IPv6', ['fd66::1', 15_001], () => ({ user: users.proxy })],
      ['the proxy, inbound at the own address', ['10.66.0.1', 15_006], () => ({ user: users.proxy })],
      ['a client elsewhere, outbound', ['10.66.0.1', 15_001], world],
      ['a client elsewhere, inbound', ['10.66.0.1', 15_006], world],
      ['a client elsewhere, IPv6', ['fd66::1', 15_006], world],
    ];
    for (const [name, to, place] of cases)
      test(name, async () => {
        const { seen } = await connectTo(lab, to, place());
        assert.equal(seen.body, 'no healthy upstream');
      });
    test('the same port on another host is another proxy', async () => {
      const { peer, seen } = await connectTo(lab, ['10.66.0.2', 15_001]);
      assert.equal(peer, '[10.66.0.2]:15001');
      assert.match(seen.body ?? '', /connection failure/);
    });
  });

  test('a block that holds all of IPv6 holds nothing of IPv4', async () => {
    await install(lab, { name: 'ebpf' }, '--exclude-outbound-ips', '::/0');
    await redirected(['10.66.0.2', 8000]);
    await redirected(['::ffff:10.66.0.2', 8000]);
    await direct(['fd66::2', 8000]);
    await install(lab, { name: 'ebpf' }, '--include-outbound-ips', '::/0,192.0.2.0/24');
    await direct(['10.66.0.2', 8000]);
    await redirected(['fd66::2', 8000]);
  });

  test('the source that the proxy sees can be given for each family', async () => {
    await install(lab, { name: 'ebpf' }, ...flags, '--ebpf-instance-ip', '10.67.0.1,fd30::1');
    await redirected(['10.66.0.2', 8000], {}, '10.67.0.1');
    await redirected(['::ffff:10.66.0.2', 8000], {}, '10.67.0.1');
    await redirected(['fd66::2', 8000], {}, 'fd30::1');
    await redirected(['10.66.0.2', 8000], { before: bound('172.30.0.1', 0) }, '172.30.0.1');
    // Once the address has gone, the connection is worth more than its source.
    await sh(lab.host, 'ip', 'address', 'delete', '10.67.0.1/24', 'dev', 'eth1');
    await redirected(['10.66.0.2', 8000], {}, '127.0.0.1');
    await redirected(['fd66::2', 8000], {}, 'fd30::1');
  });
});
