import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import yaml from 'yaml';
import { decodeResource } from '../../decode.ts';
import { meshPolicyKinds } from './index.ts';

interface WrongInput {
  readonly type: string;
  readonly spec: string;
  readonly says: readonly string[];
}

const inputs = yaml.parse(
  readFileSync(new URL('./wrong-inputs.yaml', import.meta.url), 'utf8'),
) as readonly WrongInput[];

for (const { type, spec, says } of inputs) {
  test(`${type} ${spec} is refused with its field and the reason`, () => {
    const { findings } = decodeResource({ type, name: 'p', mesh: 'default', spec: yaml.parse(spec) });
    const errors = findings.filter(({ severity }) => severity === 'error');
    assert.deepEqual(
      errors.map(({ path, message }) => `${path}: ${message}`),
      says,
    );
  });
}

test('something of every kind of policy is among what is refused', () => {
  const types = new Set(inputs.map(({ type }) => type));
  assert.deepEqual(
    meshPolicyKinds.map(({ kind }) => kind).filter(kind => !types.has(kind)),
    [],
  );
});
