import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeYaml, said, specOf } from '../decode-yaml.ts';
import { clusterTrustBundle } from './cluster-trust-bundle.ts';

const bundle = (spec: string, version = 'v1beta1') =>
  `{apiVersion: certificates.k8s.io/${version}, kind: ClusterTrustBundle, metadata: {name: roots}, spec: ${spec}}`;

test('a bundle is read, in both served versions', () => {
  for (const version of ['v1beta1', 'v1alpha1'])
    assert.deepEqual(specOf(clusterTrustBundle, bundle('{trustBundle: PEM}', version)), {
      trustBundle: 'PEM',
    });
});

test('an empty bundle is a mistake', () => {
  assert.deepEqual(said(decodeYaml(bundle('{}'))), ['error spec.trustBundle: is required']);
});
