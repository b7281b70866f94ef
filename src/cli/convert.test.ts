import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import yaml from 'js-yaml';
import { makeWorkplace, type Workplace } from './testing/workplace.ts';

const shop = `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: shop}
spec: {static: {hosts: [{host: shop.example, port: 8080}]}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec: {rules: [{backendRefs: [{group: gateway.kgateway.dev, kind: Backend, name: shop}]}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
`;

describe('fairlead convert', () => {
  let workplace: Workplace;
  before(async () => {
    workplace = await makeWorkplace();
  });
  after(() => workplace.close());

  it('writes backends in another dialect, and who refers to them; what it leaves out it says', async () => {
    workplace.write('shop.yaml', shop);
    const { code, stdout, stderr } = await workplace.run(['convert', '-f', 'shop.yaml', '--to', 'fairlead']);
    assert.equal(code, 0, stderr);
    const name = { group: 'fairlead.dev', kind: 'Backend', name: 'shop' };
    const written = yaml.loadAll(stdout);
    assert.deepEqual(
      written.find(object => Reflect.get(Object(object), 'kind') === 'Backend'),
      {
        apiVersion: 'fairlead.dev/v1alpha1',
        kind: 'Backend',
        metadata: { name: 'shop', namespace: 'default' },
        spec: { endpoints: [{ fqdn: 'shop.example', port: 8080 }] },
      },
    );
    assert.deepEqual(
      written.find(object => Reflect.get(Object(object), 'kind') === 'HTTPRoute'),
      {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'HTTPRoute',
        metadata: { name: 'shop' },
        spec: { rules: [{ backendRefs: [name] }] },
      },
    );
    assert.match(stderr, /Deployment/i);
    assert.match(stderr, /is left out/);
  });

  it('what it wrote is right to check', async () => {
    workplace.write('shop.yaml', shop);
    const { stdout } = await workplace.run(['convert', '-f', 'shop.yaml', '--to', 'istio']);
    workplace.write('converted.yaml', stdout);
    const { code, stdout: checked } = await workplace.run(['check', '-f', 'converted.yaml']);
    assert.equal(code, 0, checked);
  });

  it('asks which dialect', async () => {
    const { code, stderr } = await workplace.run(['convert', '-f', 'shop.yaml']);
    assert.equal(code, 2);
    assert.match(stderr, /--to/);
  });
});
