// Calls services of Google's, in a network where their hosts lead to loopback, and prints what was seen of it.
import { freePort } from '#lib/testing/free-port.ts';
import { ask } from '../harness/client.ts';
import { ownMachine } from '../harness/evaluation.ts';
import { backend, gatewayOn, route } from '../harness/manifests.ts';
import { runGateway } from '../harness/running-gateway.ts';
import { startCloudServices, startMetadataServer, startPlainServer } from './services.ts';

const services = await startCloudServices();
const usual = await startMetadataServer('169.254.169.254', 80);
const said = { host: '127.0.0.1', port: await freePort() };
const other = await startMetadataServer(said.host, said.port);
const plain = await startPlainServer();

const gcp = (name: string, settings: string) => `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: ${name}}
spec: {type: GCP, gcp: {${settings}}}
`;
const google = (name: string) => `{group: gateway.kgateway.dev, kind: Backend, name: ${name}, weight: 1}`;
const notGoogle = '{group: gateway.envoyproxy.io, kind: Backend, name: plain}';
const rule = (path: string, refs: string, filters = '') =>
  `    - {matches: [{path: {value: ${path}}}], backendRefs: [${refs}], filters: [${filters}]}`;
const mirror = (ref: string) => `{type: RequestMirror, requestMirror: {backendRef: ${ref}}}`;
const filesOn = (port: number) => ({
  'gateway.yaml': gatewayOn(port),
  'shop.yaml': gcp('shop', 'host: shop-abc.a.run.app'),
  'orders.yaml': gcp('orders', 'host: orders.test, audience: "https://orders-abc.a.run.app/v1"'),
  'plain.yaml': backend('plain', plain.port),
  'routes.yaml': route(
    'google',
    'google.test',
    rule('/shop', google('shop')),
    rule('/orders', google('orders')),
    rule('/mixed', `${google('shop')}, ${notGoogle}`),
    rule('/copied', google('shop'), mirror(notGoogle)),
    rule('/copies', notGoogle, mirror(google('shop'))),
  ),
});
const caller = (port: number) => async (path: string) => {
  const headers = { authorization: 'Bearer of-the-client' };
  const { status, body } = await ask({ plain: port, secure: 0 }, { host: 'google.test', path, headers });
  return { status, ...JSON.parse(body || '{}') };
};

const port = await freePort();
const gateway = await runGateway(filesOn(port));
const call = caller(port);
const shop = await call('/shop/a?b=c');
const orders = await call('/orders');
const mixed = [];
for (let i = 0; i < 20; i++) mixed.push(await call('/mixed'));
const shownToOthers = [...plain.shown];
const copied = await call('/copied');
while (plain.shown.length === shownToOthers.length) await new Promise(resolve => setTimeout(resolve, 20));
const shownToCopy = plain.shown.at(-1) ?? null;
const { pipeline } = gateway.controlPlane;
const status = [...pipeline.status.statuses.entries()].filter(([key]) => key.includes('HTTPRoute'));
await gateway.close();

const elsewhere = await freePort();
const moved = await runGateway(filesOn(elsewhere), { ...ownMachine, googleMetadata: said });
const asked = usual.asked.length;
const there = await caller(elsewhere)('/shop');
other.fail();
const tokenless = await caller(elsewhere)('/orders');
await moved.close();

const askedUsual = usual.asked.slice(0, asked);
const askedLater = usual.asked.length - asked;
const answers = { shop, orders, mixed, shownToOthers, copied, shownToCopy, there, tokenless };
console.log(JSON.stringify({ ...answers, status, askedUsual, askedLater, askedSaid: other.asked }));
for (const one of [services, usual, other, plain]) one.close();
