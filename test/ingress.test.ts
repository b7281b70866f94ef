import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createMemoryObjects } from '#sources/memory';
import { createMemoryState } from '#state';
import { startControlPlane } from '../src/main/control-plane.ts';
import { evaluate, ownMachine } from './harness/evaluation.ts';

const service = `
apiVersion: v1
kind: Service
metadata: {name: a}
spec: {ports: [{name: web, port: 80}, {name: admin, port: 81}]}
`;
const secret = `
apiVersion: v1
kind: Secret
metadata: {name: pair}
type: kubernetes.io/tls
data: {tls.crt: "", tls.key: ""}
`;
const ingress = (n: number, port = 80, more = '') => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: i-${n}}
spec:
  ingressClassName: edge
  ${more}
  rules: [{host: h-${n}.test, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: a, port: {number: ${port}}}}}]}}]
`;

function many(count: number) {
  const ran: string[] = [];
  const evaluation = evaluate('', { onRun: (name, key) => ran.push(`${name} ${key}`) }, ownMachine);
  const numbers = Array.from({ length: count }, (_, i) => i);
  evaluation.put([service, secret, ...numbers.map(n => ingress(n))].join('---'));
  const edit = (text: string): readonly string[] => {
    ran.length = 0;
    evaluation.put(text);
    return [...ran];
  };
  return { evaluation, edit };
}

describe('Ingresses', () => {
  it('one that is edited re-runs no other, nor the gateway of all', () => {
    const { edit } = many(40);
    const ran = edit(ingress(7, 81));
    assert.ok(ran.length > 0);
    const others = ran.filter(one => /i-(?!7\b)\d+|h-(?!7\b)\d+/.test(one));
    assert.deepEqual(others, []);
    assert.ok(!ran.some(one => one.startsWith('translate/gateways ')), ran.join('\n'));
  });

  it('one that comes and goes re-runs no other', () => {
    const { edit, evaluation } = many(40);
    const ran = edit(ingress(99));
    assert.deepEqual(
      ran.filter(one => /i-(?!99\b)\d+|h-(?!99\b)\d+/.test(one)),
      [],
    );
    assert.ok(!ran.some(one => one.startsWith('translate/gateways ')));
    assert.equal(evaluation.pipeline.translation.gateways.size, 1);
  });

  it('a gateway that nobody wrote is there as long as somebody belongs to its class', () => {
    const { evaluation } = many(2);
    const gateways = () => [...evaluation.pipeline.translation.gateways.entries()].map(([, { id }]) => id);
    assert.deepEqual(gateways(), ['default/edge']);
    for (const n of [0, 1]) evaluation.remove(`networking.k8s.io/Ingress/local/default/i-${n}`);
    assert.deepEqual(gateways(), []);
  });

  it('who writes that gateway has it as he writes it', () => {
    const { evaluation } = many(2);
    const listening = () =>
      [...evaluation.pipeline.translation.gateways.entries()].flatMap(([, g]) =>
        g.listeners.map(l => l.port),
      );
    assert.deepEqual(listening(), [80]);
    const [key = ''] = evaluation.put(`
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec: {gatewayClassName: fairlead, listeners: [{name: http, protocol: HTTP, port: 8080}]}
`);
    assert.deepEqual(listening(), [8080]);
    evaluation.remove(key);
    assert.deepEqual(listening(), [80]);
  });

  it('ones without a class have a gateway, the default class’ where there is one', () => {
    const { evaluation } = many(0);
    evaluation.put(ingress(1).replace('ingressClassName: edge', ''));
    const gateways = () => [...evaluation.pipeline.translation.gateways.entries()].map(([, { id }]) => id);
    assert.deepEqual(gateways(), ['default/ingress']);
    evaluation.put(`
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: main, annotations: {ingressclass.kubernetes.io/is-default-class: "true"}}
spec: {controller: x.test/y}
`);
    assert.deepEqual(gateways(), ['default/main']);
  });
});

describe('Ingresses where other controllers are', () => {
  const controller = 'fairlead.dev/gateway-controller';
  const classed = (name: string, of: string, annotations = {}) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name, annotations },
    spec: { controller: of },
  });
  const called = (name: string, ingressClassName?: string) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, namespace: 'default' },
    spec: {
      ...(ingressClassName === undefined ? {} : { ingressClassName }),
      defaultBackend: { service: { name: 'nobody', port: { number: 80 } } },
    },
  });
  const statusWritten = { loadBalancer: { ingress: [{ ip: '127.0.0.1' }] } };

  it('are ours by their class alone, and are written nothing else of', async t => {
    const objects = createMemoryObjects();
    objects.put(classed('ours', controller));
    objects.put(classed('theirs', 'k8s.io/ingress-nginx'));
    objects.put({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'GatewayClass',
      metadata: { name: 'fairlead' },
      spec: { controllerName: controller },
    });
    objects.put({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'ours', namespace: 'default' },
      spec: {
        gatewayClassName: 'fairlead',
        addresses: [{ value: '127.0.0.1' }],
        listeners: [{ name: 'http', protocol: 'HTTP', port: 8080 }],
      },
    });
    const [own, others, unnamed, unknown] = [
      objects.put(called('own', 'ours')),
      objects.put(called('others', 'theirs')),
      objects.put(called('unnamed')),
      objects.put(called('unknown', 'nobody')),
    ];
    const controlPlane = await startControlPlane({
      source: objects.source({ controller }),
      state: createMemoryState(),
      policy: ownMachine,
      xds: { address: '127.0.0.1:0' },
    });
    t.after(() => controlPlane.close());
    const { translation, status } = controlPlane.pipeline;
    assert.deepEqual(
      [...translation.gateways.entries()].map(([, { id }]) => id),
      ['default/ours'],
    );
    assert.equal(status.findings.get(others), undefined);
    assert.deepEqual(
      [others, unnamed, unknown].map(key => status.statuses.get(key)),
      [...[undefined, undefined, undefined]],
    );
    while (objects.statusOf(own) === undefined) await nextTurn();
    assert.deepEqual(objects.statusOf(own), statusWritten);
    assert.equal(objects.statusOf(others), undefined);
    objects.put(classed('ours', controller, { 'ingressclass.kubernetes.io/is-default-class': 'true' }));
    assert.deepEqual(status.statuses.get(unnamed), statusWritten);
  });
});
