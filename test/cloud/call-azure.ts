// Calls functions of Azure's, in a network where their hosts lead to loopback, and prints what was seen of it.
import { askAdmin } from '#dataplane';
import { renderResource } from '#envoy/printing';
import { freePort } from '#lib/testing/free-port.ts';
import { ask } from '../harness/client.ts';
import { backend, gatewayOn, route } from '../harness/manifests.ts';
import { runGateway } from '../harness/running-gateway.ts';
import { startCloudServices, startPlainServer } from './services.ts';

const services = await startCloudServices();
const plain = await startPlainServer();

const upstream = (name: string, authLevel: string, secret?: string) => `
apiVersion: gloo.solo.io/v1
kind: Upstream
metadata: {name: ${name}}
spec:
  azure:
    functionAppName: Orders
    functions: [{functionName: ${name}, authLevel: ${authLevel}}]
    ${secret === undefined ? '' : `secretRef: {name: ${secret}}`}
`;
const secret = (name: string, data: string) =>
  `{apiVersion: v1, kind: Secret, metadata: {name: ${name}}, stringData: ${data}}`;
const rule = (path: string, ...names: string[]) =>
  `    - {matches: [{path: {value: ${path}}}], backendRefs: [${names
    .map(name => `{group: gloo.solo.io, kind: Upstream, name: ${name}, weight: 1}`)
    .join(', ')}]}`;

const port = await freePort();
const gateway = await runGateway({
  'gateway.yaml': gatewayOn(port),
  'keys.yaml': secret('keys', '{place: key-of-place, _master: key-of-all}'),
  'glooctl.yaml': secret('glooctl', '{azure: "apiKeys: {_master: key-of-glooctl}"}'),
  'place.yaml': upstream('place', 'Function', 'keys'),
  'other.yaml': upstream('other', 'Function', 'keys'),
  'admin.yaml': upstream('admin', 'Admin', 'glooctl'),
  'open.yaml': upstream('open', 'Anonymous'),
  'keyless.yaml': upstream('keyless', 'Function', 'nobodys'),
  'plain.yaml': backend('plain', plain.port),
  'routes.yaml': route(
    'azure',
    'azure.test',
    ...['place', 'other', 'admin', 'open', 'keyless'].map(name => rule(`/${name}`, name)),
    rule('/shared', 'place', 'open'),
  ),
});
const call = async (path: string) => {
  const headers = { 'x-functions-key': 'of-the-client' };
  const { status, body } = await ask({ plain: port, secure: 0 }, { host: 'azure.test', path, headers });
  return { status, ...JSON.parse(body || '{}') };
};

const answers = {
  place: await call('/place/of/no/matter?order=1&b=%20'),
  other: await call('/other'),
  admin: await call('/admin'),
  open: await call('/open'),
  keyless: await call('/keyless'),
};
const shared = [];
for (let i = 0; i < 20; i++) shared.push(await call('/shared'));
const { statuses } = gateway.controlPlane.pipeline.status;
const condition = [...statuses.entries()].find(([key]) => key.endsWith('/keyless'))?.[1];
await gateway.edit('nobodys.yaml', secret('nobodys', '{keyless: key-that-came}'));
const came = await call('/keyless');
// Its secret alone is sent anew.
const pushes = gateway.pushes.length;
await gateway.edit('nobodys.yaml', secret('nobodys', '{keyless: key-that-followed}'));
const pushed = gateway.pushes.slice(pushes).map(({ type }) => type);
const followed = await call('/keyless');

const [envoy] = gateway.dataplane.fleet.members();
const dump = envoy && (await askAdmin(envoy.adminSocket, 'GET', '/config_dump'));
const { clusters, secrets } = gateway.controlPlane.pipeline.resources;
const shown = [...clusters.entries(), ...secrets.entries()].map(([, one]) => renderResource(one));
const told = [dump?.body ?? '', JSON.stringify(shown), JSON.stringify([...statuses.entries()])];
await gateway.close();
console.log(JSON.stringify({ answers, shared, condition, came, pushed, followed, told }));
for (const one of [services, plain]) one.close();
