import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeYaml, said, specOf } from '../decode-yaml.ts';
import { ingress } from './ingress.ts';
import { ingressClass } from './ingress-class.ts';

function ingressWith(spec: string, version = 'v1'): string {
  return `{apiVersion: networking.k8s.io/${version}, kind: Ingress, metadata: {name: web}, spec: ${spec}}`;
}

const toA = 'backend: {service: {name: a, port: {number: 80}}}';
const refToA = { group: '', kind: 'Service', name: 'a', port: 80, weight: 1 };

test('each path of each host is a rule, and the default backend is one that is for no host', () => {
  const spec = specOf(
    ingress,
    ingressWith(`{
      ingressClassName: edge,
      defaultBackend: {service: {name: a, port: {number: 80}}},
      rules: [
        {host: "*.shop.test", http: {paths: [{path: /x, pathType: Exact, ${toA}}, {path: /y/*, ${toA}}]}},
        {host: "", http: {paths: [{${toA}}]}}],
      tls: [{hosts: [shop.test, shop.test], secretName: pair}, {secretName: ""}]}`),
  );
  const at = 'spec.rules[0].http.paths';
  assert.deepEqual(spec, {
    className: 'edge',
    hostnames: ['*.shop.test', '*'],
    rules: [
      {
        host: '*.shop.test',
        path: { type: 'Exact', value: '/x' },
        backendRefs: [{ ...refToA, at: `${at}[0].backend.service` }],
        at: `${at}[0]`,
      },
      {
        host: '*.shop.test',
        path: { type: 'Prefix', value: '/y/' },
        backendRefs: [{ ...refToA, at: `${at}[1].backend.service` }],
        at: `${at}[1]`,
      },
      {
        host: '*',
        path: { type: 'Prefix', value: '/' },
        backendRefs: [{ ...refToA, at: 'spec.rules[1].http.paths[0].backend.service' }],
        at: 'spec.rules[1].http.paths[0]',
      },
      {
        path: { type: 'Prefix', value: '/' },
        backendRefs: [{ ...refToA, at: 'spec.defaultBackend.service' }],
        at: 'spec.defaultBackend',
      },
    ],
    tls: [
      { hosts: ['shop.test'], secretName: 'pair', at: 'spec.tls[0]' },
      { hosts: [], at: 'spec.tls[1]' },
    ],
    parentRefs: [],
  });
});

test('what v1beta1 wrote otherwise is read, and so are objects that are no Services', () => {
  const { rules } = specOf(
    ingress,
    ingressWith(
      `{backend: {serviceName: a, servicePort: 80}, rules: [{http: {paths: [
        {path: /n, backend: {serviceName: a, servicePort: web}},
        {path: /r, backend: {resource: {apiGroup: fairlead.dev, kind: Backend, name: r}}}]}}]}`,
      'v1beta1',
    ),
  );
  const refs = rules.flatMap(({ backendRefs }) => backendRefs.map(({ at, weight, ...ref }) => ref));
  assert.deepEqual(refs, [
    { group: '', kind: 'Service', name: 'a', portName: 'web' },
    { group: 'fairlead.dev', kind: 'Backend', name: 'r' },
    { group: '', kind: 'Service', name: 'a', port: 80 },
  ]);
});

const mistakes: readonly (readonly [string, string])[] = [
  ['{}', 'error spec: must have rules, or a defaultBackend'],
  [
    `{rules: [{host: 10.0.0.1, http: {paths: [{${toA}}]}}]}`,
    'error spec.rules[0].host: must be a host name, not an IP address',
  ],
  [
    `{rules: [{http: {paths: [{path: shop, ${toA}}]}}]}`,
    'error spec.rules[0].http.paths[0].path: must be a path that begins with "/", but is "shop"',
  ],
  [
    `{rules: [{http: {paths: [{pathType: Prefix, ${toA}}]}}]}`,
    'error spec.rules[0].http.paths[0].path: is required where the pathType is Prefix',
  ],
  [
    `{rules: [{http: {paths: [{path: /a/../b, pathType: Prefix, ${toA}}]}}]}`,
    'error spec.rules[0].http.paths[0].path: must be a path without empty, "." and ".." elements, "%2f", "?" and "#"',
  ],
  [
    '{defaultBackend: {service: {name: a, port: {number: 80}}, resource: {kind: Backend, name: b}}}',
    'error spec.defaultBackend: must have exactly one of service and resource',
  ],
  [
    '{defaultBackend: {service: {name: a}}}',
    'error spec.defaultBackend.service.port: must have exactly one of number and name',
  ],
  [
    '{defaultBackend: {serviceName: a}}',
    'error spec.defaultBackend.servicePort: must have exactly one of number and name',
  ],
];

for (const [spec, expected] of mistakes) {
  test(`${spec} is refused with a reason`, () => {
    assert.deepEqual(said(decodeYaml(ingressWith(spec))), [expected]);
  });
}

test('a path that elsewhere is an expression is taken as it is written, and its author is told', () => {
  const written = ingressWith(`{rules: [{http: {paths: [{path: "/a(/|$)(.*)", ${toA}}]}}]}`);
  assert.match(
    said(decodeYaml(written)).join(),
    /^warning spec\.rules\[0\]\.http\.paths\[0\]\.path: is taken/,
  );
  assert.equal(
    specOf(ingress, ingressWith(`{rules: [{http: {paths: [{path: /a-b_c~d, ${toA}}]}}]}`)).rules.length,
    1,
  );
});

test('parameters of a class have a namespace where their scope says so', () => {
  const classWith = (parameters: string) =>
    `{apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: edge}, spec: {controller: x.test/y, parameters: ${parameters}}}`;
  const gateway = 'apiGroup: gateway.networking.k8s.io, kind: Gateway, name: edge';
  assert.deepEqual(
    specOf(ingressClass, classWith(`{${gateway}, scope: Namespace, namespace: infra}`)).parameters,
    {
      apiGroup: 'gateway.networking.k8s.io',
      ...{ kind: 'Gateway', name: 'edge', scope: 'Namespace', namespace: 'infra' },
    },
  );
  assert.deepEqual(said(decodeYaml(classWith(`{${gateway}, scope: Namespace}`))), [
    'error spec.parameters.namespace: must be written where the scope is Namespace, and nowhere else',
  ]);
});
