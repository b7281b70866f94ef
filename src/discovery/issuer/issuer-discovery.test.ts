import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createManualClock } from '#graph';
import type { IssuerAnswer, IssuerWant, Known } from '#model';
import type { RefuseAddress } from '../discovery.ts';
import { discoveryLaws } from '../laws.ts';
import { IssuerServer } from '../testing/issuer-server.ts';
import { createIssuerDiscovery } from './issuer-discovery.ts';

const anything: RefuseAddress = () => undefined;
const endpoints = (n: number) => ({
  authorization_endpoint: `https://login.test/${n}`,
  token_endpoint: `https://token.test/${n}`,
});

discoveryLaws('createIssuerDiscovery', async () => {
  const server = await IssuerServer.start();
  const clock = createManualClock();
  const pathOf = ({ url }: IssuerWant) => new URL(url).pathname;
  const answer = (want: IssuerWant, n: number): IssuerAnswer => {
    server.publish(pathOf(want), endpoints(n));
    const { authorization_endpoint, token_endpoint } = endpoints(n);
    return { kind: 'issuer', authorizationEndpoint: authorization_endpoint, tokenEndpoint: token_endpoint };
  };
  return {
    want: n => {
      const want: IssuerWant = { kind: 'issuer', url: server.issuer(`/${n}`) };
      if (!server.published.has(pathOf(want))) answer(want, 0);
      return want;
    },
    open: onKnown => createIssuerDiscovery({ onKnown, refusal: anything, clock }),
    answer,
    fail: want => server.published.set(pathOf(want), 503),
    later: () => clock.turn(300_000),
    asked: want => server.asked.get(pathOf(want)) ?? 0,
    dispose: () => server.stop(),
  };
});

describe('what an issuer publishes of itself', () => {
  let server: IssuerServer;
  beforeEach(async () => {
    server = await IssuerServer.start();
  });
  afterEach(() => server.stop());

  async function found(url: string, refusal = anything): Promise<Known> {
    const said = new EventEmitter();
    const told = once(said, 'told', { signal: AbortSignal.timeout(10_000) });
    const discovery = createIssuerDiscovery({
      onKnown: (_, known) => said.emit('told', known),
      refusal,
      timeout: 300,
      hostsFile: '/dev/null',
    });
    try {
      discovery.want({ kind: 'issuer', url });
      const [known] = await told;
      return known;
    } finally {
      discovery.stop();
    }
  }

  it('may name where browsers log out', async () => {
    server.publish('/shop', { ...endpoints(1), end_session_endpoint: 'https://logout.test/' });
    const { answer } = await found(server.issuer('/shop'));
    assert.deepEqual(answer, {
      kind: 'issuer',
      authorizationEndpoint: 'https://login.test/1',
      tokenEndpoint: 'https://token.test/1',
      endSessionEndpoint: 'https://logout.test/',
    });
  });

  it('is believed only where it is published for that issuer', async () => {
    server.published.set('/shop', { issuer: 'https://other.test', ...endpoints(1) });
    assert.match(
      String((await found(server.issuer('/shop'))).error),
      /published for "https:\/\/other\.test"/,
    );
  });

  it('must name endpoints, as JSON, within bounds, without sending elsewhere', async () => {
    const mistakes: readonly (readonly [unknown, RegExp])[] = [
      [
        { authorization_endpoint: 'https://a.test', token_endpoint: 'javascript:1' },
        /token_endpoint is not a web address/,
      ],
      [{}, /authorization_endpoint is not a web address/],
    ];
    for (const [said, why] of mistakes) {
      server.publish('/shop', said as Record<string, unknown>);
      assert.match(String((await found(server.issuer('/shop'))).error), why);
    }
    const answers: readonly (readonly [unknown, RegExp])[] = [
      ['<html>', /it is not JSON/],
      [`"${'x'.repeat(300_000)}"`, /more than 262144 bytes/],
      [302, /it answered 302/],
      ['silence', /no answer/],
    ];
    for (const [said, why] of answers) {
      server.published.set('/shop', said);
      assert.match(String((await found(server.issuer('/shop'))).error), why);
    }
  });

  it('is not asked for where the operator lets nothing lead', async () => {
    server.publish('/shop', endpoints(1));
    const { error } = await found(server.issuer('/shop'), address => `${address} is guarded`);
    assert.match(String(error), /127\.0\.0\.1 is guarded/);
    assert.equal(server.asked.get('/shop'), undefined);
  });
});
