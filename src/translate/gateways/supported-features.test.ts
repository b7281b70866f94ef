import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { load } from 'js-yaml';
import { supportedFeatures } from './supported-features.ts';

interface Outcome {
  readonly result: string;
  readonly statistics: Readonly<Record<'Failed' | 'Passed' | 'Skipped', number>>;
}
interface Profile {
  readonly name: string;
  readonly core: Outcome;
  readonly extended: Outcome & {
    readonly supportedFeatures: readonly string[];
    readonly unsupportedFeatures?: readonly string[];
  };
}

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const { version } = JSON.parse(read('package.json')) as { readonly version: string };
const report = load(read(`conformance/experimental-${version}-default-report.yaml`)) as {
  readonly gatewayAPIVersion: string;
  readonly implementation: { readonly version: string };
  readonly profiles: readonly Profile[];
};

describe('the conformance report of this version', () => {
  it('is of every gateway profile, with nothing failed, skipped or unsupported', () => {
    assert.equal(report.implementation.version, version);
    assert.deepEqual(
      report.profiles.map(({ name }) => name).sort(),
      ['GRPC', 'HTTP', 'TCP', 'TLS', 'UDP'].map(name => `GATEWAY-${name}`),
    );
    for (const { name, core, extended } of report.profiles) {
      for (const { result, statistics } of [core, extended]) {
        assert.equal(result, 'success', name);
        assert.deepEqual([statistics.Failed, statistics.Skipped], [0, 0], name);
        assert.ok(statistics.Passed > 0, name);
      }
      assert.deepEqual(extended.unsupportedFeatures ?? [], [], name);
    }
  });

  it('is about what a GatewayClass says that it has', () => {
    const said = new Set(supportedFeatures(true));
    const tried = new Set(report.profiles.flatMap(({ extended }) => extended.supportedFeatures));
    assert.deepEqual([...tried].filter(name => !said.has(name)).sort(), []);
    // A profile takes what is core to it for granted, and no profile has this feature of GRPCRoutes, which a test has.
    const granted = [
      'GRPCRoute',
      'GRPCRouteNamedRouteRule',
      'Gateway',
      'HTTPRoute',
      'ReferenceGrant',
      'TLSRoute',
    ];
    assert.deepEqual([...said].filter(name => !tried.has(name)).sort(), granted);
  });

  it('has the figures of the page beside it', () => {
    const figures = new Map(
      report.profiles.map(({ name, core, extended }) => [
        name,
        `${core.statistics.Passed} + ${extended.statistics.Passed}`,
      ]),
    );
    const columns = ['HTTP', 'GRPC', 'TLS', 'TCP', 'UDP'].map(name => figures.get(`GATEWAY-${name}`));
    const row = ['', `**Fairlead ${version}**`, report.gatewayAPIVersion, ...columns, 'none', '']
      .join(' | ')
      .trim();
    const rows = read('conformance/README.md').split('\n');
    assert.ok(rows.includes(row), row);
  });
});
