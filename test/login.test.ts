import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { cases, fill } from './harness/cases.ts';
import { type Answer, ask } from './harness/client.ts';
import { idToken } from './harness/guard.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';
import { startUpstreams, type Upstreams } from './harness/upstreams.ts';

// What a story cannot tell, as each answer goes into the next request.
describe('a browser logs in at a provider, and passes', () => {
  let upstreams: Upstreams;
  let gateway: RunningGateway;
  let plain: number;
  before(async () => {
    upstreams = await startUpstreams();
    plain = await freePort();
    const story = cases().find(({ name }) => name === 'security-login');
    assert.ok(story !== undefined);
    gateway = await runGateway({ 'story.yaml': fill(story.input, { ...upstreams.values, gateway: plain }) });
  });
  after(async () => {
    await gateway.close();
    await upstreams.close();
  });
  const get = (path: string, cookie = '') =>
    ask({ plain, secure: 0 }, { host: 'shop.test', path, headers: { cookie } });

  it('is sent to log in, back with a code, and on to where it was going, with a token for the backend', async () => {
    const sent = await get('/cart?item=1');
    assert.equal(sent.status, 302);
    const login = new URL(String(sent.headers.location));
    assert.equal(login.origin + login.pathname, 'https://provider.test/login');
    assert.equal(login.searchParams.get('client_id'), 'shop');
    assert.equal(login.searchParams.get('redirect_uri'), 'http://shop.test/back');
    assert.equal(login.searchParams.get('scope'), 'openid email');

    const state = encodeURIComponent(login.searchParams.get('state') ?? '');
    const back = await get(`/back?code=1&state=${state}`, cookiesOf(sent));
    assert.equal(back.status, 302, back.body);
    assert.equal(back.headers.location, 'http://shop.test/cart?item=1');

    const served = await get('/cart?item=1', cookiesOf(back));
    assert.equal(served.status, 200);
    assert.equal(served.seen?.headers.authorization, 'Bearer token-of-alice');
    assert.equal(served.seen?.headers['x-id-token'], idToken);
  });

  it('who makes a cookie up does not pass', async () => {
    const made = 'shop-token=token-of-alice; OauthHMAC-x=1; OauthExpires-x=4102444800';
    assert.equal((await get('/cart', made)).status, 302);
  });
});

function cookiesOf({ headers }: Answer): string {
  const set = headers['set-cookie'] ?? [];
  return [set]
    .flat()
    .map(cookie => cookie.slice(0, cookie.indexOf(';')))
    .join('; ');
}
