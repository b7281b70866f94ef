import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { freePort } from '#lib/testing/free-port.ts';
import { cases, type Exchange, fill } from './harness/cases.ts';
import { type Answer, ask } from './harness/client.ts';
import { makeKeyPair } from './harness/key-pair.ts';
import { requestsLike } from './harness/requests-like.ts';
import { runGateway } from './harness/running-gateway.ts';
import { startUpstreams, type Upstreams } from './harness/upstreams.ts';
import { type Walker, walkersOf } from './harness/walked.ts';

/** Chance is within the tolerance in 200 requests nearly always; where it is not, it is in 1,000 as good as always. */
const [asked, mostAsked] = [200, 1_000];
const tolerance = 12;
/** So many requests at random are sent for each story, beside its own. */
const walked = 60;

describe('stories: what clients and upstreams see, through a real Envoy', () => {
  let upstreams: Upstreams;
  before(async () => {
    upstreams = await startUpstreams();
  });
  after(() => upstreams.close());

  for (const story of cases().filter(c => c.exchanges.length > 0)) {
    it(story.name, async () => {
      const ports = { plain: await freePort(), secure: await freePort() };
      const values = {
        ...upstreams.values,
        ...makeKeyPair(),
        gateway: ports.plain,
        secure: ports.secure,
        'tcp-1': await freePort(),
        'tcp-2': await freePort(),
        'tcp-3': await freePort(),
      };
      const gateway = await runGateway({ 'story.yaml': fill(story.input, values) });
      try {
        for (const exchange of story.exchanges) {
          const filled = JSON.parse(fill(JSON.stringify(exchange), values)) as Exchange;
          if (filled.alike) {
            const answers = await Promise.all(Array.from({ length: 20 }, () => ask(ports, filled.request)));
            const who = new Set(answers.map(({ seen, status }) => seen?.backend ?? status));
            assert.equal(who.size, 1, `${filled.request.host}: ${[...who].join(', ')}`);
            check(filled, answers[0] ?? assert.fail('no answer'));
          } else if (filled.stays !== undefined) {
            await checkStays(filled, filled.stays, headers =>
              ask(ports, { ...filled.request, headers: { ...filled.request.headers, ...headers } }),
            );
          } else if (filled.shares === undefined) {
            const asked = performance.now();
            check(filled, await ask(ports, filled.request));
            const took = Math.round(performance.now() - asked);
            const { takes = 0 } = filled.expect;
            assert.ok(took >= takes, `${filled.request.host}${filled.request.path} took ${took} ms`);
          } else {
            await checkShares(filled, filled.shares, () => ask(ports, filled.request));
          }
        }
        const requests = story.exchanges.map(
          exchange => (JSON.parse(fill(JSON.stringify(exchange), values)) as Exchange).request,
        );
        const { pipeline } = gateway.controlPlane;
        // What patches do to a request only Envoy knows.
        if (pipeline.translation.patches.size === 0)
          await checkWalks(walkersOf(pipeline, ports, values), requests, ports);
      } finally {
        await gateway.close();
      }
    });
  }
});

function check({ request, expect }: Exchange, { status, grpcStatus, headers, seen, body }: Answer): void {
  const about = `${request.method ?? 'GET'} ${request.host}${request.path}: ${body.slice(0, 300)}`;
  if (expect.status !== undefined) assert.equal(status, expect.status, about);
  if (expect.closed !== undefined) assert.equal(status === 0, expect.closed, about);
  assert.equal(grpcStatus, expect.grpcStatus, about);
  if (expect.backend !== undefined) assert.equal(seen?.backend ?? null, expect.backend, about);
  if (expect.body !== undefined) assert.equal(body, expect.body, about);
  if (expect.path !== undefined) assert.equal(seen?.path, expect.path, about);
  if (expect.host !== undefined) assert.equal(seen?.host, expect.host, about);
  if (expect.protocol !== undefined) assert.equal(seen?.protocol, expect.protocol, about);
  for (const [name, value] of Object.entries(expect.requestHeaders ?? {})) {
    assert.equal(seen?.headers[name] ?? null, value, `${about}, header ${name} at the upstream`);
  }
  for (const [name, value] of Object.entries(expect.responseHeaders ?? {})) {
    assert.equal(headers[name] ?? null, value, `${about}, header ${name} at the client`);
  }
}

async function checkStays(
  exchange: Exchange,
  { header }: { readonly header?: string },
  send: (headers: Readonly<Record<string, string>>) => Promise<Answer>,
): Promise<void> {
  const first = await send({});
  check(exchange, first);
  const cookies = [first.headers['set-cookie'] ?? []].flat().map(cookie => cookie.split(';')[0]);
  const given = header === undefined ? undefined : first.headers[header];
  const headers = {
    ...(cookies.length === 0 ? {} : { cookie: cookies.join('; ') }),
    ...(header === undefined || typeof given !== 'string' ? {} : { [header]: given }),
  };
  assert.notDeepEqual(headers, {}, `${exchange.request.path}: nothing was given to come back with`);
  for (let i = 0; i < 40; i++) {
    const { seen } = await send(headers);
    assert.equal(seen?.backend, first.seen?.backend, exchange.request.path);
  }
}

async function checkShares(
  { request }: Exchange,
  shares: Readonly<Record<string, number>>,
  send: () => Promise<Answer>,
): Promise<void> {
  const counts = new Map<string, number>();
  const count = async (requests: number) => {
    for (let i = 0; i < requests; i++) {
      const { status, seen } = await send();
      const who = seen?.backend ?? (status === 0 ? 'closed' : String(status));
      counts.set(who, (counts.get(who) ?? 0) + 1);
    }
  };
  const wrongShares = (sent: number) =>
    Object.entries(shares).flatMap(([who, percent]) => {
      const share = ((counts.get(who) ?? 0) * 100) / sent;
      const isWrong = Math.abs(share - percent) > tolerance;
      return isWrong ? [`${request.path}: ${who} got ${share} %, not about ${percent} %`] : [];
    });
  await count(asked);
  if (wrongShares(asked).length > 0) {
    await count(mostAsked - asked);
    assert.deepEqual(wrongShares(mostAsked), []);
  }
  assert.deepEqual([...counts.keys()].sort(), Object.keys(shares).sort(), request.path);
}

/** What a walk says of a request is what becomes of it: of the story's own, and of others that are like what its routes ask for. */
async function checkWalks(
  walkers: readonly Walker[],
  requests: readonly Exchange['request'][],
  ports: { readonly plain: number; readonly secure: number },
): Promise<void> {
  const like = walkers.flatMap(({ view }) => requestsLike(view) ?? []);
  const seed = Math.floor(Math.random() * 2 ** 31);
  const found = like.length === 0 ? [] : fc.sample(fc.oneof(...like), { numRuns: walked, seed });
  // What an upstream is asked to do wrong, or is sent too much of, is no matter of where it goes; nor is what is in a tunnel.
  const plain = requests.filter(
    ({ path, bytes, tunnel }) =>
      !/[?&](?:delay|flaky|status)=/.test(path) && bytes === undefined && tunnel === undefined,
  );
  const wrong: string[] = [];
  for (const request of [...plain, ...found]) {
    const answer = await ask(ports, request);
    const said = walkers.map(({ walk, disagreement }) => disagreement(walk(request), answer));
    if (!said.includes(undefined)) wrong.push(`${JSON.stringify(request)}: ${said.join('; or ')}`);
  }
  assert.deepEqual(wrong, [], `seed ${seed}`);
}
