import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { createManualClock, type ManualClock } from '#graph';
import type { Ec2Answer, Ec2Instance, Ec2Want, Known } from '#model';
import { discoveryLaws } from '../laws.ts';
import { Ec2Server } from '../testing/ec2-server.ts';
import { createEc2Discovery } from './ec2-discovery.ts';

const around = ['AWS_ENDPOINT_URL_EC2', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const;
const kept = around.map(name => [name, process.env[name]] as const);

function atServer({ url }: Ec2Server): void {
  process.env.AWS_ENDPOINT_URL_EC2 = url;
  process.env.AWS_ACCESS_KEY_ID = 'AKIDAROUND';
  process.env.AWS_SECRET_ACCESS_KEY = 'around';
}

after(() => {
  for (const [name, value] of kept)
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
});

const instance = (n: number, more: Partial<Ec2Instance> = {}): Ec2Instance => ({
  id: `i-${n}`,
  zone: 'there-1a',
  privateAddress: `10.0.0.${n}`,
  publicAddress: `192.0.2.${n}`,
  tags: { app: 'shop', tier: String(n) },
  ...more,
});

discoveryLaws('createEc2Discovery', async () => {
  const server = await Ec2Server.start();
  atServer(server);
  const clock = createManualClock();
  const answer = ({ region }: Ec2Want, n: number): Ec2Answer => {
    const instances = [instance(1), instance(n + 2)];
    server.instances.set(region, instances);
    server.refusals.delete(region);
    return { kind: 'ec2', instances };
  };
  return {
    want: n => {
      const want: Ec2Want = { kind: 'ec2', region: `there-${n}` };
      if (!server.instances.has(want.region)) answer(want, 0);
      return want;
    },
    open: onKnown => createEc2Discovery({ onKnown, clock }),
    answer,
    fail: ({ region }) =>
      server.refusals.set(region, { status: 403, code: 'ExpiredToken', message: 'expired' }),
    later: () => clock.turn(60_000),
    asked: ({ region }) => server.asked.get(region) ?? 0,
    dispose: () => server.stop(),
  };
});

describe('instances of EC2', () => {
  const keys = { accessKeyId: 'AKIDOFTHETEST', secretAccessKey: 'never/told', sessionToken: 'nor+this' };
  const others = { accessKeyId: 'AKIDTHENEXT', secretAccessKey: 'never/told/either' };
  const want = (held: typeof keys | typeof others | { problem: string }): Ec2Want => ({
    kind: 'ec2',
    region: 'there-1',
    keys: { secret: '/Secret/local/default/keys', held },
  });
  let server: Ec2Server;
  let clock: ManualClock;
  let told: Known[];
  const said = new EventEmitter();
  let discovery: ReturnType<typeof createEc2Discovery>;
  const until = async (count: number): Promise<Known | undefined> => {
    while (told.length < count) await once(said, 'told', { signal: AbortSignal.timeout(10_000) });
    return told.at(-1);
  };
  before(async () => {
    server = await Ec2Server.start();
    atServer(server);
  });
  after(() => server.stop());
  beforeEach(() => {
    server.instances.clear();
    server.refusals.clear();
    server.asked.clear();
    told = [];
    clock = createManualClock();
    discovery = createEc2Discovery({
      clock,
      timeout: 5_000,
      onKnown: (_, known) => {
        told.push(known);
        said.emit('told');
      },
    });
  });
  afterEach(() => discovery.stop());

  it('are all of those that run, of however many pages, in the order of their identifiers', async () => {
    const bare: Ec2Instance = { id: 'i-0', tags: {} };
    server.instances.set('there-1', [5, 3, 4, 1, 2].map(n => instance(n)).concat(bare));
    discovery.want(want(keys));
    const known = await until(1);
    const instances = [bare, ...[1, 2, 3, 4, 5].map(n => instance(n))];
    assert.deepEqual(known, { answer: { kind: 'ec2', instances } });
    assert.equal(server.signers.get('there-1'), 'AKIDOFTHETEST');
  });

  for (const [code, refused] of [
    ['AuthFailure', 'identity'],
    ['ExpiredToken', 'identity'],
    ['UnauthorizedOperation', 'permission'],
    ['InternalError', undefined],
  ] as const) {
    it(`says of ${code} ${refused === undefined ? 'that it failed' : `that it is a matter of ${refused}`}, and no key`, async () => {
      server.refusals.set('there-1', { status: 403, code, message: 'not with never/told' });
      discovery.want(want(keys));
      const error = `${code}: not with …`;
      assert.deepEqual(await until(1), { error, ...(refused === undefined ? {} : { refused }) });
    });
  }

  it('are asked for at once by other keys of the same Secret, and kept meanwhile, and while it holds none', async () => {
    server.instances.set('there-1', [instance(1)]);
    discovery.want(want(keys));
    const first = await until(1);
    discovery.want(want({ problem: 'it holds none' }));
    discovery.unwant(want(keys));
    assert.deepEqual(await until(2), { ...first, error: 'it holds none', refused: 'identity' });
    server.instances.set('there-1', [instance(2)]);
    discovery.want(want(others));
    discovery.unwant(want({ problem: 'it holds none' }));
    assert.deepEqual(await until(3), { answer: { kind: 'ec2', instances: [instance(2)] } });
    assert.equal(server.signers.get('there-1'), 'AKIDTHENEXT');
    assert.equal(server.asked.get('there-1'), 2);
  });
});
