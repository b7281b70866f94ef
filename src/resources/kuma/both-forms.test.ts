import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse } from 'yaml';
import { decodeResource } from '../decode.ts';
import { kumaKinds } from './kinds.ts';

/** What is right of each kind, as its `spec` on Kubernetes has it; secrets have none. */
const right: Readonly<Record<string, string>> = {
  Mesh: `{mtls: {enabledBackend: a, backends: [{name: a, type: builtin, dpCert: {rotation: {expiration: 1d}}, conf: {caCert: {expiration: 10y}}},
    {name: b, type: provided, conf: {cert: {inlineString: a}, key: {secret: b}}}]}, routing: {zoneEgress: true},
    networking: {outbound: {passthrough: false}}, constraints: {dataplaneProxy: {requirements: [{tags: {a: "*"}}]}}, meshServices: {mode: Exclusive}}`,
  Dataplane: `{networking: {address: 10.0.0.1, inbound: [{name: a, port: 80, serviceAddress: 127.0.0.1, tags: {kuma.io/service: a}, health: {ready: true},
    serviceProbe: {interval: 1s, tcp: {}}}, {port: 81, address: 10.0.0.2, protocol: http}], advertisedAddress: a.example, admin: {port: 9901},
    transparentProxying: {ipFamilyMode: IPv4, directAccessServices: ["*"], reachableBackends: {refs: [{kind: MeshService, name: a, port: http}, {kind: MeshService, labels: {a: b}}]}}}}`,
  MeshService: `{selector: {dataplaneTags: {kuma.io/service: a}}, ports: [{name: a, port: 80, targetPort: http, appProtocol: http}, {port: 81}],
    identities: [{type: SpiffeID, value: "spiffe://a/b"}]}`,
  MeshExternalService: `{match: {port: 443}, endpoints: [{address: a.example, port: 443, priority: 1}, {address: "unix:///a"}],
    tls: {enabled: true, version: {min: TLS12}, verification: {caCert: {inline: YQ==}, subjectAltNames: [{value: a}]}}}`,
  MeshMultiZoneService:
    '{selector: {meshService: {matchLabels: {a: b}}}, ports: [{name: a, port: 80, appProtocol: grpc}, {port: 81}]}',
  HostnameGenerator: `{selector: {meshService: {matchLabels: {a: b}}}, template: '{{ label "a" }}.{{ .Name }}'}`,
  VirtualOutbound: `{selectors: [{match: {kuma.io/service: "*"}}], conf: {host: "{{.a}}.mesh", port: "{{.b}}",
    parameters: [{name: a, tagKey: kuma.io/service}, {name: b}]}}`,
  ExternalService:
    '{tags: {kuma.io/service: a}, networking: {address: a.example:443, tls: {enabled: true, serverName: a}}}',
  MeshIdentity: `{selector: {dataplane: {matchLabels: {a: b}}}, spiffeID: {trustDomain: "{{ .Mesh }}", path: /a},
    provider: {type: Bundled, bundled: {ca: {certificate: {type: File, file: {path: a}}, privateKey: {type: Secret, secretRef: {name: a}}}}}}`,
  MeshTrust: '{trustDomain: a, caBundles: [{type: Pem, pem: {value: "-----BEGIN CERTIFICATE-----"}}]}',
  MeshOpenTelemetryBackend: '{endpoint: {address: a.example, port: 4317}, env: {mode: Disabled}}',
  Workload: '{}',
  MeshZoneAddress: '{address: a.example, port: 1}',
  Secret: 'YQ==',
  GlobalSecret: 'YQ==',
};

/** Their universal form has at the top what stands in `spec` on Kubernetes. */
const flat: ReadonlySet<string> = new Set(['Mesh', 'Dataplane', 'VirtualOutbound', 'ExternalService']);

type Fields = Readonly<Record<string, unknown>>;

function usual(kind: string, written: unknown) {
  const body = kind.endsWith('Secret') ? { data: written } : { spec: written };
  return decodeResource({ apiVersion: 'kuma.io/v1alpha1', kind, metadata: { name: 'a' }, ...body });
}

function universal(kind: string, written: unknown) {
  const body = kind.endsWith('Secret')
    ? { data: written }
    : flat.has(kind)
      ? (written as Fields)
      : { spec: written };
  return decodeResource({ type: kind, name: 'a', ...body });
}

/** Where something stands is written with `spec` before it, or without. */
const bare = (path: string) => path.replace(/^spec\./, '');

function said({ findings }: ReturnType<typeof usual>): readonly string[] {
  return findings.map(({ path, message }) => `${bare(path)}: ${message}`);
}

/** What was read, but for the mesh, which has a place of its own in each form, and for where it stood. */
function read(resource: ReturnType<typeof usual>['resource']): unknown {
  const { mesh: _, ...spec } = { ...resource?.spec } as Fields;
  return JSON.parse(JSON.stringify(spec), (key, inner: unknown) =>
    key === 'at' && typeof inner === 'string' ? bare(inner) : inner,
  );
}

const junk = fc.constantFrom<unknown[]>(
  ...['', 'x', 'X y', '*', '0s', '{{', '-----BEGIN', 'a'.repeat(5000)],
  ...[0, -1, 1.5, 70_000, 2 ** 53, true, null, undefined, [], {}, { x: 1 }, ['x'], [null]],
);

/** spoilt puts something else in the place of one of the values within a value. */
function spoilt(value: unknown, steps: readonly number[], other: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined || typeof value !== 'object' || value === null) return other;
  const keys = Object.keys(value);
  const key = keys[step % keys.length];
  if (key === undefined) return other;
  if (Array.isArray(value))
    return value.map((item, i) => (String(i) === key ? spoilt(item, rest, other) : item));
  return { ...value, [key]: spoilt((value as Fields)[key], rest, other) };
}

for (const { id, kind } of kumaKinds) {
  const good: unknown = parse(right[kind] ?? '');

  test(`${id}: both forms are read alike`, () => {
    const [one, other] = [usual(kind, good), universal(kind, good)];
    assert.ok(one.resource !== undefined && other.resource !== undefined, said(one).join('\n'));
    assert.deepEqual(read(one.resource), read(other.resource));
  });

  test(`${id}: one value put wrong, both forms say the same, and nothing is half read`, () => {
    let refused = 0;
    fc.assert(
      fc.property(fc.array(fc.nat(20), { minLength: 1, maxLength: 7 }), junk, (steps, other) => {
        const written = spoilt(good, steps, other);
        const [one, two] = [usual(kind, written), universal(kind, written)];
        for (const { resource, findings } of [one, two]) {
          assert.equal(
            resource !== undefined,
            findings.every(({ severity }) => severity === 'warning'),
          );
          assert.ok(findings.every(({ message }) => message.length < 1000));
        }
        if (one.resource === undefined) refused++;
        assert.deepEqual(said(one), said(two));
        assert.deepEqual(read(one.resource), read(two.resource));
      }),
      { numRuns: 500 },
    );
    assert.ok(refused > 0 || kind === 'Workload');
  });
}
