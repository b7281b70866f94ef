import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { install, uninstall } from './backend-laws.ts';
import { attached } from './bpf-state.ts';
import { startEnvoy } from './envoy.ts';
import { createLab, type Lab, users } from './lab.ts';
import { sh } from './namespace.ts';
import { cannotRunWith } from './rights.ts';
import { connectTo, type Endpoint, listenTo, type Seen, startServers, takeSteps } from './sockets.ts';

const skip = cannotRunWith('ebpf', 'python3') ?? false;
const ebpf = { name: 'ebpf' } as const;
const outside = { cgroup: '', user: users.root } as const;

/** Programs meet the proxy's sockets: those that it has, those that it will have, and how many there are. */
describe('ebpf: proxies that come and go', { skip }, () => {
  let lab: Lab;
  before(async () => {
    lab = await createLab({ envoy: false });
    await install(lab, ebpf);
    // Any address of 10.68.0.0/16 and fd68::/64 is the world's.
    await sh(lab.world, 'ip', 'route', 'add', 'local', '10.68.0.0/16', 'dev', 'lo');
    await sh(lab.world, 'ip', '-6', 'route', 'add', 'local', 'fd68::/64', 'dev', 'lo');
  });
  after(async () => {
    await uninstall(lab);
    await lab.close();
  });

  async function withEnvoy(options: Parameters<typeof startEnvoy>[5], body: () => Promise<void>) {
    const envoy = await startEnvoy(lab.host, users.proxy, lab.cgroup, lab.directory, [], options);
    try {
      await body();
    } finally {
      await end(envoy);
    }
  }

  /** Several connections each way at once, so that every thread of a proxy has some. */
  async function bothWays(): Promise<void> {
    const out = ['10.66.0.2', 'fd66::2', '10.68.0.1', 'fd68::1'].map((address): Endpoint => [address, 8000]);
    for (const seen of await askAll(lab, repeat(out, 4)))
      assert.deepEqual([seen.proxy, seen.to, seen.server], ['outbound', seen.peer, 'world']);
    const inbound = ['10.66.0.1', 'fd66::1'].map((address): Endpoint => [address, 9091]);
    for (const seen of await askAll(lab, repeat(inbound, 4), { ...outside, namespace: lab.world })) {
      const own = seen.peer.startsWith('[fd') ? '::6' : '127.0.0.6';
      assert.deepEqual([seen.proxy, seen.to, seen.from], ['inbound', seen.peer, own]);
    }
    const { seen } = await connectTo(lab, ['10.66.0.1', 9091], { user: users.proxy });
    assert.deepEqual([seen.proxy, seen.from], ['inbound', '127.0.0.6']);
  }

  async function refused(): Promise<void> {
    for (const address of ['10.66.0.2', 'fd66::2'])
      assert.equal((await connectTo(lab, [address, 8000])).failure, 'ECONNREFUSED');
    for (const address of ['10.66.0.1', 'fd66::1']) {
      const { failure } = await connectTo(lab, [address, 9091], { ...outside, namespace: lab.world });
      assert.equal(failure, 'ECONNREFUSED');
    }
  }

  test('before there is a proxy everything is refused', refused);
  test('a proxy that starts after the install', () => withEnvoy({}, bothWays));
  test('once it has ended everything is refused', refused);
  test('one that starts again, with two threads', () => withEnvoy({ workers: 2 }, bothWays));
  test('one that listens at one address for both families', () => withEnvoy({ dualStack: true }, bothWays));
  test('the same, with two threads, over a re-install', () =>
    withEnvoy({ dualStack: true, workers: 2 }, async () => {
      await bothWays();
      await install(lab, ebpf, '--exclude-outbound-ports', '9090');
      await bothWays();
    }));
  test('one that was there before the install', async () => {
    await uninstall(lab);
    await withEnvoy({ workers: 2 }, async () => {
      await install(lab, ebpf);
      await bothWays();
    });
    await uninstall(lab);
    await withEnvoy({ dualStack: true }, async () => {
      await install(lab, ebpf);
      await bothWays();
    });
  });
  test('a proxy that goes while another one listens at its port leaves it the connections', async () => {
    const listen = (text: string) => startServers(lab, text, 15_006, { user: users.proxy });
    const ends = [await listen('one'), await listen('another'), await listen('a third')];
    const asked = async () => {
      const answers: string[] = [];
      for (const address of ['10.66.0.1', 'fd66::1']) {
        const told = await listenTo(lab, [address, 9091], { ...outside, namespace: lab.world });
        answers.push(typeof told === 'string' ? told : told.text);
      }
      return answers;
    };
    try {
      ends[2]?.();
      for (const text of await asked()) assert.match(text, /^(one|another)$/);
      ends[0]?.();
      assert.deepEqual(await asked(), ['another', 'another']);
    } finally {
      for (const end of ends) end();
    }
    await refused();
  });

  describe('many connections', () => {
    const many: readonly Endpoint[] = Array.from({ length: 600 }, (_, i) =>
      i % 3 === 0
        ? [`fd68::${(i + 1).toString(16)}:1`, 8000]
        : [`10.68.${i % 7}.${(i % 250) + 1}`, i % 2 === 0 ? 8000 : 9090],
    );
    // First, since what is left of connections that came through (TIME_WAIT) is asked before it is refused.
    test('that are refused leave nothing behind', async () => {
      const answers = await takeSteps(lab, [['many', many.slice(0, 200)]]);
      assert.deepEqual(
        new Set((answers[0] as readonly { error?: string }[]).map(({ error }) => error)),
        new Set(['ECONNREFUSED']),
      );
      assert.deepEqual(await handshakes(lab), []);
    });
    test('at once each reach whom they asked for', () =>
      withEnvoy({ workers: 2 }, async () => {
        for (const seen of await askAll(lab, many))
          assert.deepEqual([seen.proxy, seen.to], ['outbound', seen.peer]);
        assert.deepEqual(await handshakes(lab), []);
      }));
  });
});

function repeat<T>(list: readonly T[], times: number): readonly T[] {
  return Array.from({ length: times }, () => list).flat();
}

/** Requests that are all under way at the same time. Each must come through, to the peer that it asked for. */
async function askAll(
  lab: Lab,
  endpoints: readonly Endpoint[],
  place?: Parameters<typeof takeSteps>[2],
): Promise<readonly (Seen & { readonly peer: string })[]> {
  const [answers] = await takeSteps(lab, [['many', endpoints]], place);
  const seen = answers as readonly (Seen & { readonly peer: string })[];
  assert.deepEqual(
    seen.map(({ peer }) => peer),
    endpoints.map(([address, port]) => `[${address}]:${port}`),
    JSON.stringify(seen.find(({ peer }) => peer === undefined)),
  );
  return seen;
}

/** What the map of connections that are being made holds. */
async function handshakes(lab: Lab): Promise<readonly unknown[]> {
  const id = (await attached(lab)).find(({ name }) => name === 'fl_sockops')?.id;
  const program = JSON.parse(await sh(undefined, 'bpftool', '-j', 'prog', 'show', 'id', `${id}`)) as {
    readonly map_ids: readonly number[];
  };
  for (const map of program.map_ids) {
    const { name } = JSON.parse(await sh(undefined, 'bpftool', '-j', 'map', 'show', 'id', `${map}`)) as {
      readonly name: string;
    };
    if (name === 'fl_handshakes')
      return JSON.parse(
        await sh(undefined, 'bpftool', '-j', 'map', 'dump', 'id', `${map}`),
      ) as readonly unknown[];
  }
  throw new Error('there is no map fl_handshakes');
}

async function end(envoy: ChildProcess): Promise<void> {
  const ended = once(envoy, 'exit');
  envoy.kill('SIGKILL');
  await ended;
}
