import assert from 'node:assert/strict';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Collection } from '#graph';
import { resourceKey } from '#lib/resource-ref.ts';
import { freePort } from '#lib/testing/free-port.ts';
import { IssuerServer } from '../src/discovery/testing/issuer-server.ts';
import { type Answer, ask } from './harness/client.ts';
import { ownMachine } from './harness/evaluation.ts';
import { backend, gatewayOn, route, rule } from './harness/manifests.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';
import { startUpstreams, type Upstreams } from './harness/upstreams.ts';

const policyKey = resourceKey({
  group: 'gateway.envoyproxy.io',
  kind: 'SecurityPolicy',
  zone: 'local',
  namespace: 'default',
  name: 'login',
});

describe('a login of which only the issuer is written', () => {
  let issuers: IssuerServer;
  let upstreams: Upstreams;
  let gateway: RunningGateway | undefined;
  let plain: number;
  beforeEach(async () => {
    issuers = await IssuerServer.start();
    upstreams = await startUpstreams();
    plain = await freePort();
  });
  afterEach(async () => {
    await gateway?.close();
    gateway = undefined;
    await upstreams.close();
    await issuers.stop();
  });

  const files = () => ({
    'gateway.yaml': `${[gatewayOn(plain), backend('shop', upstreams.values.a), route('shop', 'shop.test', rule('/', 'shop'))].join('---')}
---
apiVersion: v1
kind: Secret
metadata: {name: client}
stringData: {client-secret: s3cret}
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: SecurityPolicy
metadata: {name: login}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: shop}]
  oidc: {provider: {issuer: ${issuers.issuer('/realm/')}}, clientID: shop, clientSecret: {name: client}, forwardAccessToken: true}
`,
  });
  const publish = () =>
    issuers.publish('/realm', {
      authorization_endpoint: 'https://provider.test/login',
      token_endpoint: `http://127.0.0.1:${upstreams.values.guard}/token`,
    });
  const get = (path: string, cookie = ''): Promise<Answer> =>
    ask({ plain, secure: 0 }, { host: 'shop.test', path, headers: { cookie } });
  const accepted = ({ controlPlane }: RunningGateway) => {
    const { ancestors = [] } = controlPlane.pipeline.status.statuses.get(policyKey) ?? {};
    return ancestors[0]?.conditions.find(({ type }) => type === 'Accepted');
  };
  async function until<V>(collection: Collection<V>, holds: () => boolean): Promise<void> {
    while (!holds()) {
      const change = new EventTarget();
      const end = collection.subscribe(() => change.dispatchEvent(new Event('change')));
      await once(change, 'change', { signal: AbortSignal.timeout(10_000) });
      end();
    }
  }
  const isAccepted = (running: RunningGateway, reason: string) =>
    until(running.controlPlane.pipeline.status.statuses, () => accepted(running)?.reason === reason);

  it('leads to where the issuer says, and nobody passes before that is known', async () => {
    issuers.published.set('/realm', 'silence');
    gateway = await runGateway(files());
    assert.equal(accepted(gateway)?.reason, 'Pending');
    assert.equal((await get('/cart')).status, 500);
  });

  it('logs in where the issuer says', async () => {
    publish();
    gateway = await runGateway(files());
    await isAccepted(gateway, 'Accepted');
    await gateway.settled();
    const sent = await get('/cart?item=1');
    assert.equal(sent.status, 302);
    const login = new URL(String(sent.headers.location));
    assert.equal(login.origin + login.pathname, 'https://provider.test/login');
    const state = encodeURIComponent(login.searchParams.get('state') ?? '');
    const back = await get(`/oauth2/callback?code=1&state=${state}`, cookiesOf(sent));
    assert.equal(back.headers.location, 'http://shop.test/cart?item=1');
    const served = await get('/cart?item=1', cookiesOf(back));
    assert.equal(served.status, 200);
    assert.equal(served.seen?.headers.authorization, 'Bearer token-of-alice');
  });

  it('logs in by a GatewayExtension of kgateway, whichever policy has that asked', async () => {
    publish();
    const gatewayExtension = `---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: provider}
spec: {endpoints: [{ip: {address: 127.0.0.1, port: ${upstreams.values.guard}}}]}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: GatewayExtension
metadata: {name: login}
spec:
  oauth2:
    backendRef: {group: gateway.envoyproxy.io, kind: Backend, name: provider}
    credentials: {clientID: shop, clientSecretRef: {name: client}}
    issuerURI: ${issuers.issuer('/realm/')}
    forwardAccessToken: true
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: login}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: shop}]
  oauth2: {extensionRef: {name: login}}
`;
    const [own] = files()['gateway.yaml'].split(
      /---\napiVersion: gateway.envoyproxy.io\/v1alpha1\nkind: SecurityPolicy/,
    );
    gateway = await runGateway({ 'gateway.yaml': `${own}${gatewayExtension}` });
    const { statuses } = gateway.controlPlane.pipeline.status;
    const policy = policyKey.replace(
      'gateway.envoyproxy.io/SecurityPolicy',
      'gateway.kgateway.dev/TrafficPolicy',
    );
    const conditions = () => statuses.get(policy)?.ancestors?.[0]?.conditions ?? [];
    await until(statuses, () =>
      conditions().some(({ type, status }) => type === 'Accepted' && status === 'True'),
    );
    await gateway.settled();
    const sent = await get('/cart?item=1');
    assert.equal(sent.status, 302);
    const login = new URL(String(sent.headers.location));
    assert.equal(login.origin + login.pathname, 'https://provider.test/login');
    assert.equal(login.searchParams.get('scope'), 'user');
    const state = encodeURIComponent(login.searchParams.get('state') ?? '');
    const back = await get(`/oauth2/redirect?code=1&state=${state}`, cookiesOf(sent));
    assert.equal(back.headers.location, 'http://shop.test/cart?item=1');
    const served = await get('/cart?item=1', cookiesOf(back));
    assert.equal(served.status, 200);
    assert.equal(served.seen?.headers.authorization, 'Bearer token-of-alice');
  });

  it('asks nobody where the operator lets nothing lead, and says so', async () => {
    publish();
    gateway = await runGateway(files(), { ...ownMachine, allowed: new Set() });
    assert.equal(accepted(gateway)?.reason, 'Invalid');
    assert.match(String(accepted(gateway)?.message), /loopback/);
    assert.equal(issuers.asked.get('/realm'), undefined);
  });

  it('says why an issuer could not be asked', async () => {
    gateway = await runGateway(files());
    await isAccepted(gateway, 'Invalid');
    assert.match(String(accepted(gateway)?.message), /it answered 404/);
    assert.equal((await get('/cart')).status, 500);
  });
});

function cookiesOf({ headers }: Answer): string {
  const set = headers['set-cookie'] ?? [];
  return [set]
    .flat()
    .map(cookie => cookie.slice(0, cookie.indexOf(';')))
    .join('; ');
}
