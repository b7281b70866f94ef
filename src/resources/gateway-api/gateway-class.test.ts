import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeYaml, said } from '../decode-yaml.ts';

function classWith(spec: string): string {
  return `{apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: {name: fairlead}, spec: ${spec}}`;
}

test('a class names its controller, and where its parameters are', () => {
  const spec = `{controllerName: fairlead.dev/gateway, description: here,
    parametersRef: {group: g.io, kind: P, name: p, namespace: n}}`;
  const decoded = decodeYaml(classWith(spec));
  assert.deepEqual(said(decoded), []);
  assert.deepEqual(decoded.resource?.spec, {
    controllerName: 'fairlead.dev/gateway',
    description: 'here',
    parametersRef: { group: 'g.io', kind: 'P', name: 'p', namespace: 'n' },
  });
});

test('a controller is a domain and a path', () => {
  assert.deepEqual(said(decodeYaml(classWith('{controllerName: fairlead}'))), [
    'error spec.controllerName: must be a domain and a path such as fairlead.dev/gateway-controller, but is "fairlead"',
  ]);
});

test('a class is in no namespace, whatever it says', () => {
  const { resource, ref, ...decoded } = decodeYaml(
    classWith('{controllerName: a.b/c}').replace('name: fairlead', 'name: fairlead, namespace: prod'),
  );
  assert.equal(ref?.namespace, '');
  assert.deepEqual(resource?.ref, ref);
  assert.deepEqual(said(decoded), [
    'warning metadata.namespace: has no effect: objects of this kind are in no namespace',
  ]);
});
