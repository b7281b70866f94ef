import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { createManualClock } from '#lib/manual-clock.ts';
import { ApiRefusal, type ClusterRequest } from './cluster.ts';
import { Reflector } from './reflector.ts';

const body = (text: string) => Readable.from([Buffer.from(text)]) as unknown as IncomingMessage;
const list = '{"metadata":{"resourceVersion":"1"},"items":[]}';

/** A reflector whose requests are answered by hand, and what it asked for: at which time (ms). */
function reflecting(answer: (request: ClusterRequest, n: number) => IncomingMessage | Error) {
  const clock = createManualClock();
  const asked: { readonly at: number; readonly what: 'list' | 'watch' }[] = [];
  const reflector = new Reflector({
    cluster: {
      name: 'it',
      close: () => {},
      send: async request => {
        const n = asked.push({ at: clock.now(), what: request.query?.watch === 'true' ? 'watch' : 'list' });
        const given = answer(request, n);
        if (given instanceof Error) throw given;
        return given;
      },
    },
    ...{ path: '/api/v1/configmaps', clock },
    ...{ onListing: () => {}, onListed: () => {}, onEvents: () => {}, onTrouble: () => {} },
  });
  const until = async (what: 'list' | 'watch', count: number) => {
    for (let i = 0; i < 10_000; i++) {
      for (let j = 0; j < 10; j++) await turn();
      if (asked.filter(one => one.what === what).length >= count) return asked;
      clock.turn(10);
    }
    throw new Error(`was not asked for ${count} of ${what}: ${JSON.stringify(asked)}`);
  };
  return { reflector, until };
}

test('what an API server that is back no longer remembers is listed anew at once, however long it was away', async () => {
  const away = 8;
  const { reflector, until } = reflecting(({ query }, n) => {
    if (query?.watch !== 'true') return body(list);
    return n <= away ? new Error('away') : new ApiRefusal(410, 'Expired', 'too old');
  });
  reflector.start();
  const asked = await until('list', 2);
  reflector.stop();
  const relisted = asked.findLastIndex(({ what }) => what === 'list');
  const [expired, again] = asked.slice(relisted - 1);
  assert.ok(again !== undefined && expired?.what === 'watch');
  assert.ok(again.at - expired.at <= 310, `listed ${again.at - expired.at} ms after it was told so`);
});

test('where what was just listed is forgotten again and again, lists come ever more seldom', async () => {
  const { reflector, until } = reflecting(({ query }) =>
    query?.watch === 'true' ? new ApiRefusal(410, 'Expired', 'too old') : body(list),
  );
  reflector.start();
  const lists = (await until('list', 8)).filter(({ what }) => what === 'list').map(({ at }) => at);
  reflector.stop();
  const last = (lists.at(-1) ?? 0) - (lists.at(-2) ?? 0);
  assert.ok(last >= 2_500, `still after ${last} ms`);
});
