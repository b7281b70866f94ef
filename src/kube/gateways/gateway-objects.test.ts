import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type GatewayWorkload, proxyId, type TelemetryService } from '#model';
import { gatewayObjects } from './gateway-objects.ts';

const workload: GatewayWorkload = {
  id: proxyId({ kind: 'gateway', namespace: 'shop', name: 'web' }),
  gateway: 'gateway.networking.k8s.io/Gateway/local/shop/web',
  uid: '1',
  className: 'fairlead',
  ports: [{ protocol: 'TCP', port: 80 }],
  labels: {},
  annotations: {},
  addresses: [],
};
const settings = {
  image: 'envoy',
  xdsAddress: 'fairlead.system.svc:18000',
  receiverOf: ({ authority }: TelemetryService) => ({ clusters: ['collector'], authority }),
};
const kindsOf = (one: GatewayWorkload) => gatewayObjects(one, settings).map(({ kind }) => kind);

test('a listener that comes changes the Service alone: no pod is replaced', () => {
  const more = gatewayObjects(
    { ...workload, ports: [...workload.ports, { protocol: 'UDP', port: 53 }] },
    settings,
  );
  const before = gatewayObjects(workload, settings);
  const changed = more.filter((object, i) => JSON.stringify(object) !== JSON.stringify(before[i]));
  assert.deepEqual(
    changed.map(({ kind }) => kind),
    ['Service'],
  );
});

test('a name that no Service may have is made one, and stays told from others', () => {
  const named = (name: string) => {
    const id = proxyId({ kind: 'gateway', namespace: 'shop', name });
    return gatewayObjects({ ...workload, id }, settings)[0]?.metadata.name ?? '';
  };
  const names = [named('1.web'), named('1-web'), named('w'.repeat(250))];
  for (const name of names) assert.match(name, /^[a-z]([-a-z0-9]{0,61}[a-z0-9])$/);
  assert.equal(new Set(names).size, 3);
});

test('what runs for the Ingresses of a class goes with the class, as there is no Gateway that somebody made', () => {
  const owner = {
    group: 'networking.k8s.io',
    kind: 'IngressClass',
    zone: 'local',
    namespace: '',
    name: 'web',
  };
  const [object] = gatewayObjects({ ...workload, owner }, settings);
  assert.deepEqual(object?.metadata.ownerReferences, [
    {
      ...{ apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', name: 'web', uid: '1' },
      ...{ controller: true, blockOwnerDeletion: false },
    },
  ]);
});

test('an autoscaler and a budget are there where they are asked for', () => {
  const runner = {
    kind: 'DaemonSet',
    spec: {},
    podLabels: {},
    podAnnotations: {},
    pod: {},
    container: {},
  } as const;
  const parameters = { runner, disruptionBudget: { spec: { minAvailable: 1 } } };
  assert.deepEqual(kindsOf(workload), ['ServiceAccount', 'ConfigMap', 'Service', 'Deployment']);
  assert.deepEqual(kindsOf({ ...workload, parameters }), [
    ...['ServiceAccount', 'ConfigMap', 'Service', 'DaemonSet', 'PodDisruptionBudget'],
  ]);
});

test('a pod starts its Envoy with the flags that are asked for, and drains for as long as it may', () => {
  const process = {
    logLevels: { others: 'info', components: { upstream: 'debug' } },
    concurrency: 2,
    drainTime: 90_000,
    extraArguments: ['--stats-tag', 'team:red'],
    shutdown: { atLeast: 1500, atMost: 90_000 },
  } as const;
  const podOf = (drainImage?: string) => {
    const all = gatewayObjects({ ...workload, process }, { ...settings, ...(drainImage && { drainImage }) });
    const runner = all.find(({ kind }) => kind === 'Deployment');
    return JSON.stringify(runner?.spec);
  };
  const flags =
    '--drain-strategy immediate --drain-time-s 90 --log-level info --component-log-level upstream:debug';
  for (const word of `${flags} --concurrency 2 --stats-tag team:red`.split(' '))
    assert.ok(podOf().includes(`"${word}"`), word);
  assert.match(podOf(), /"terminationGracePeriodSeconds":105/);
  assert.match(podOf(), /"preStop":\{"sleep":\{"seconds":2\}\}/);
  assert.match(podOf('fairlead'), /"--at-least=2","--at-most=90"/);
});

test('a bootstrap that cannot be edited is told of, and the gateway run without', () => {
  const problems: string[] = [];
  const edited = { ...workload, process: { bootstrap: { kind: 'merge', value: { nonsense: 1 } } as const } };
  const onProblem = (_: GatewayWorkload, message: string) => problems.push(message);
  assert.deepEqual(gatewayObjects(edited, { ...settings, onProblem }), gatewayObjects(workload, settings));
  assert.match(problems.join(), /its bootstrap cannot be edited as its EnvoyProxy wants/);
});
