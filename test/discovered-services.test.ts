import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import type { AddressPolicy } from '#translate';
import { ask } from './harness/client.ts';
import { evaluate, ownMachine } from './harness/evaluation.ts';
import { gatewayOn } from './harness/manifests.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';
import { startUpstreams, type Upstreams } from './harness/upstreams.ts';

const discovering = { ...ownMachine, discoversServices: true };

const service = (name: string, ports: string, annotations = '{}') => `
apiVersion: v1
kind: Service
metadata: {name: ${name}, labels: {app: ${name}}, annotations: ${annotations}}
spec: {selector: {app: ${name}}, ports: ${ports}}
`;
const slice = (name: string, ports: string) => `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: ${name}-1, labels: {kubernetes.io/service-name: ${name}}}
addressType: IPv4
ports: ${ports}
endpoints: [{addresses: [127.0.0.1]}]
`;
const written = (name: string, port: string | number | undefined) => `
apiVersion: gloo.solo.io/v1
kind: Upstream
metadata: {name: ${name}}
spec: {static: {hosts: [{addr: 127.0.0.1, port: ${port}}]}}
`;
const gateway = (port: number) => `${gatewayOn(port)}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: edge}]
  rules: [{backendRefs: [{group: gloo.solo.io, kind: Upstream, name: default-shop-80}]}]
`;

describe('Upstreams that are discovered, through a real Envoy', () => {
  let upstreams: Upstreams;
  let running: RunningGateway;
  let ports: { plain: number; secure: number };
  before(async () => {
    upstreams = await startUpstreams();
    ports = { plain: await freePort(), secure: 0 };
    running = await runGateway(
      {
        'gateway.yaml': gateway(ports.plain),
        'services.yaml': service('shop', '[{name: web, port: 80}]'),
        'slices.yaml': slice('shop', `[{name: web, port: ${upstreams.values.a}}]`),
      },
      discovering,
    );
  });
  after(async () => {
    await running.close();
    await upstreams.close();
  });

  const answeredBy = async () => {
    const { status, seen } = await ask(ports, { host: 'shop.test', path: '/' });
    return seen?.backend ?? status;
  };
  it('leads to the endpoints of its Service, and follows them', async () => {
    assert.equal(await answeredBy(), 'a');
    await running.edit('slices.yaml', slice('shop', `[{name: web, port: ${upstreams.values.b}}]`));
    assert.equal(await answeredBy(), 'b');
  });

  it('is spoken to as an annotation of the Service says', async () => {
    await running.edit('slices.yaml', slice('shop', `[{name: web, port: ${upstreams.values.h2}}]`));
    await running.edit(
      'services.yaml',
      service('shop', '[{name: web, port: 80}]', '{gloo.solo.io/h2_service: "true"}'),
    );
    assert.equal(await answeredBy(), 'h2');
  });

  it('gives way to one that somebody writes, and comes back when that goes', async () => {
    await running.edit('written.yaml', written('default-shop-80', upstreams.values.c));
    assert.equal(await answeredBy(), 'c');
    await running.edit('written.yaml', '');
    assert.equal(await answeredBy(), 'h2');
  });

  it('goes when its Service asks for it', async () => {
    await running.edit(
      'services.yaml',
      service('shop', '[{name: web, port: 80}]', '{gloo.solo.io/discover: "false"}'),
    );
    assert.equal(await answeredBy(), 500);
  });
});

describe('discovery of Services', () => {
  const namesOf = (documents: string, policy: AddressPolicy = discovering) => {
    const evaluation = evaluate('', {}, policy);
    evaluation.put(documents);
    const upstreams = [...evaluation.pipeline.inputs.of('gloo/Upstream').entries()];
    return { evaluation, names: upstreams.map(([, { ref }]) => `${ref.namespace}/${ref.name}`).sort() };
  };

  it('makes one Upstream for each TCP port, where the operator asks for it', () => {
    const documents = service(
      'shop',
      '[{name: a, port: 80}, {name: b, port: 81}, {name: c, port: 82, protocol: UDP}]',
    );
    assert.deepEqual(namesOf(documents).names, ['default/default-shop-80', 'default/default-shop-81']);
    assert.deepEqual(namesOf(documents, ownMachine).names, []);
  });

  it('leaves out names for something else, and what is the cluster’s own unless it is asked for', () => {
    const named = service('named', '[{port: 80}]').replace(
      'spec: {',
      'spec: {type: ExternalName, externalName: x.test, ',
    );
    const own = service('dns', '[{port: 53}]').replace('{name: dns', '{namespace: kube-system, name: dns');
    const asked = own.replaceAll('dns', 'asked').replace('{}', '{gloo.solo.io/discover: "true"}');
    assert.deepEqual(namesOf([named, own, asked].join('---')).names, ['kube-system/kube-system-asked-53']);
  });

  it('cuts long names, as who refers to them expects', () => {
    const { names } = namesOf(
      service('a-service-with-a-name-that-is-nearly-as-long-as-it-may-be', '[{port: 8080}]'),
    );
    assert.equal(names[0]?.length, 'default/'.length + 63);
  });

  it('reads what a Service says of its Upstreams, and tells where it cannot', () => {
    const config = (text: string) =>
      service('shop', '[{port: 80}]', `{gloo.solo.io/upstream_config: '${text}'}`);
    const { evaluation } = namesOf(config('{"max_concurrent_streams": 7, "useHttp2": true}'));
    const [[, upstream] = []] = [...evaluation.pipeline.inputs.of('gloo/Upstream').entries()];
    assert.deepEqual(upstream?.spec.settings, { maxConcurrentStreams: 7, useHttp2: true });
    evaluation.put(config('{"maxConcurrentStreams": "many"}'));
    const said = [...evaluation.pipeline.inputs.findings.entries()].flatMap(([, found]) => found);
    assert.deepEqual(
      said.map(({ path, ref }) => [path, ref?.kind]),
      [['metadata.annotations[gloo.solo.io/upstream_config]', 'Service']],
    );
    assert.equal(evaluation.pipeline.inputs.of('gloo/Upstream').size, 1);
  });

  it('costs what has changed', () => {
    const ran: string[] = [];
    const evaluation = evaluate('', { onRun: (name, key) => ran.push(`${name} ${key}`) }, discovering);
    const numbers = Array.from({ length: 50 }, (_, i) => i);
    evaluation.put(numbers.map(n => service(`s-${n}`, '[{port: 80}]')).join('---'));
    ran.length = 0;
    evaluation.put(service('s-7', '[{port: 81}]'));
    assert.ok(ran.length > 0 && ran.every(one => /s-7(-8[01])?(\/8[01])?$/.test(one)), ran.join('\n'));
  });
});
