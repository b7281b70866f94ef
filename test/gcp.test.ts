import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { noPlace, runInCloud } from './cloud/place.ts';
import { type AskedForToken, type SeenInCloud, tokenFor } from './cloud/services.ts';

type Answered = SeenInCloud & { readonly status: number };

interface Run {
  readonly shop: Answered;
  readonly orders: Answered;
  readonly mixed: readonly Answered[];
  readonly shownToOthers: readonly string[];
  readonly copied: Answered;
  readonly shownToCopy: string | null;
  readonly there: Answered;
  readonly tokenless: Answered;
  readonly status: unknown;
  readonly askedUsual: readonly AskedForToken[];
  readonly askedLater: number;
  readonly askedSaid: readonly AskedForToken[];
}

const ofClient = 'Bearer of-the-client';
const shown = (audience: string) => `Bearer ${tokenFor(audience)}`;
const shop = 'shop-abc.a.run.app';

describe('services of Google’s, through a real Envoy', { skip: noPlace }, () => {
  let run: Run;
  before(() => {
    run = runInCloud('call-google.ts', [shop, 'orders.test']) as Run;
  });

  it('a request goes by the host of the service, over TLS, and shows a token that was made for it', () => {
    const { status, ...seen } = run.shop;
    assert.equal(status, 200);
    const authorization = shown(`https://${shop}`);
    assert.deepEqual(seen, { serverName: shop, host: shop, path: '/shop/a?b=c', authorization });
  });

  it('a token is for the audience that is written, where one is', () => {
    assert.equal(run.orders.host, 'orders.test');
    assert.equal(run.orders.authorization, shown('https://orders-abc.a.run.app/v1'));
  });

  it('tokens are made by the metadata server, as Google’s documents have it, and kept', () => {
    const path = '/computeMetadata/v1/instance/service-accounts/default/identity?audience=';
    for (const { flavor, host } of run.askedUsual)
      assert.deepEqual([flavor, host], ['Google', 'metadata.google.internal']);
    const audiences = new Set(run.askedUsual.map(asked => asked.path));
    assert.deepEqual(
      [...audiences].sort(),
      [`${path}https://orders-abc.a.run.app/v1`, `${path}https://${shop}`].sort(),
    );
    // Each of Envoy's threads keeps its own.
    assert.ok(run.askedUsual.length < 24, `${run.askedUsual.length} questions for 24 requests`);
  });

  it('of several backends of a rule, those alone are shown a token that are Google’s', () => {
    const google = run.mixed.filter(({ host }) => host === shop);
    assert.ok(google.length > 0 && google.length < 20);
    for (const { authorization } of google) assert.equal(authorization, shown(`https://${shop}`));
    assert.deepEqual(new Set(run.shownToOthers), new Set([ofClient]));
  });

  it('a copy of a request shows no token, and none goes to a service that would need one', () => {
    assert.equal(run.copied.authorization, shown(`https://${shop}`));
    assert.equal(run.shownToCopy, null);
    assert.match(
      JSON.stringify(run.status),
      /a copy shows no token of its own; mirror to a Backend of another type/,
    );
  });

  it('the operator says who makes tokens; where none is made, a request goes without', () => {
    assert.equal(run.there.authorization, shown(`https://${shop}`));
    assert.equal(run.askedSaid[0]?.flavor, 'Google');
    assert.equal(run.askedLater, 0);
    assert.deepEqual([run.tokenless.status, run.tokenless.authorization], [200, ofClient]);
  });
});
