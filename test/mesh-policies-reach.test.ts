import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Collection } from '#graph';
import type { XdsResource } from '#lib/xds-resource.ts';
import { type Evaluation, evaluate } from './harness/evaluation.ts';

const count = 12;
const numbers = Array.from({ length: count }, (_, i) => i + 1);

const sidecar = (name: string, n: number) => `
type: Dataplane
mesh: default
name: ${name}
labels: {app: ${name}}
networking:
  address: 10.0.0.${n}
  inbound: [{port: 8080, protocol: http}]
  transparentProxying: {redirectPortInbound: 15006, redirectPortOutbound: 15001}
`;
const service = (n: number) => `
type: MeshService
mesh: default
name: s-${n}
spec:
  selector: {dataplaneLabels: {matchLabels: {app: shop}}}
  ports: [{name: web, port: 80, targetPort: 8080, appProtocol: http}]
status: {vips: [{ip: 241.0.0.${n}}]}
`;
const timeout = (name: string, targetRef: string, to: string, time = '1s') => `
type: MeshTimeout
mesh: default
name: ${name}
spec:
  targetRef: ${targetRef}
  to: [{targetRef: ${to}, default: {connectionTimeout: ${time}, http: {requestTimeout: ${time}}}}]
`;
const everyone = '{kind: Mesh}';
const world = [sidecar('web', 1), sidecar('shop', 2), ...numbers.map(service)].join('\n---\n');

function observe(): {
  readonly evaluation: Evaluation;
  edit(text: string): { readonly ran: readonly string[]; readonly changed: readonly string[] };
} {
  let ran: string[] = [];
  let changed: string[] = [];
  const evaluation = evaluate('', { onRun: (collection, key) => ran.push(`${collection} ${key}`) });
  evaluation.put(world);
  for (const collection of Object.values<Collection<XdsResource>>({ ...evaluation.pipeline.resources })) {
    collection.subscribe(changes => {
      for (const { before, after } of changes)
        changed.push(`${(after ?? before)?.type} ${(after ?? before)?.name}`);
    });
  }
  return {
    evaluation,
    edit(text) {
      ran = [];
      changed = [];
      evaluation.put(text);
      return { ran, changed };
    },
  };
}

/** What a sidecar holds of a type, by name. */
function held({ pipeline }: Evaluation, sidecar: string, type: string): readonly string[] {
  const views = [...pipeline.views.entries()];
  const sets = new Set(views.find(([, { proxy }]) => proxy === `default.${sidecar}`)?.[1].sets);
  const members = [...pipeline.members.entries()].map(([, member]) => member);
  return members.flatMap(m => (sets.has(m.set) && m.type === type ? [m.name] : [])).sort();
}

describe('a policy of a mesh', () => {
  it('that is about one service changes that one', () => {
    const { edit } = observe();
    edit(timeout('t', everyone, '{kind: MeshService, name: s-3}'));
    const { ran, changed } = edit(timeout('t', everyone, '{kind: MeshService, name: s-3}', '2s'));
    assert.deepEqual(changed.map(name => name.split(' ')[0]).sort(), ['cluster', 'virtualHost']);
    assert.ok(
      changed.every(name => name.includes('/s-3/')),
      changed.join(),
    );
    const others = ran.filter(run => /s-\d/.test(run) && !run.includes('s-3'));
    assert.deepEqual(others, []);
  });

  it('that only says what holds anyway changes nothing that is sent', () => {
    const { edit } = observe();
    const same = timeout('t', everyone, '{kind: MeshService, name: s-3}', '15s').replace(
      'connectionTimeout: 15s',
      'connectionTimeout: 5s',
    );
    assert.deepEqual(edit(same).changed, []);
  });

  it('that says how sidecars are called over TLS changes inbounds alone, and every cluster in place where it says what is spoken', () => {
    const { evaluation, edit } = observe();
    const mtls = `
type: Mesh
name: default
mtls: {enabledBackend: ca-1, backends: [{name: ca-1, type: builtin}]}
`;
    const tls = (spec: string) => `${mtls}---\n{type: MeshTLS, mesh: default, name: tls, spec: ${spec}}`;
    edit(mtls);
    const clusters = held(evaluation, 'web', 'cluster');
    const narrow = '{targetRef: {kind: Dataplane, name: web}, rules: [{default: {mode: Permissive}}]}';
    assert.deepEqual(
      edit(tls(narrow)).changed.filter(name => /s-\d+/.test(name)),
      [],
    );
    const rule = '{default: {tlsVersion: {max: TLS12}, tlsCiphers: [ECDHE-RSA-AES128-GCM-SHA256]}}';
    const { changed } = edit(tls(`{rules: [${rule}]}`));
    assert.deepEqual(held(evaluation, 'web', 'cluster'), clusters, 'no cluster has another name');
    assert.equal(changed.filter(name => name.startsWith('cluster ') && /s-\d+/.test(name)).length, count);
    const spoken = JSON.stringify(evaluation.outcome().proxies).match(/"tlsParams":\{.*?\}/g) ?? [];
    const both =
      '"tlsMaximumProtocolVersion":"TLSv1_2","cipherSuites":["ECDHE-ECDSA-AES128-GCM-SHA256","ECDHE-RSA-AES128-GCM-SHA256"]}';
    assert.ok(spoken.length > count && spoken.every(one => one.endsWith(both)), spoken.join());
  });

  it('that is about some sidecars gives them a set of their own, which shares with the others what it does not touch', () => {
    const { evaluation, edit } = observe();
    const before = { web: held(evaluation, 'web', 'cluster'), shop: held(evaluation, 'shop', 'cluster') };
    const narrow = '{kind: Dataplane, labels: {app: web}}';
    const { changed } = edit(timeout('t', narrow, '{kind: MeshService, name: s-3}'));
    assert.deepEqual(held(evaluation, 'shop', 'cluster'), before.shop, 'the others are told nothing');
    const web = held(evaluation, 'web', 'cluster');
    assert.deepEqual(
      web.filter(name => !before.web.includes(name)).map(name => /s-\d+/.exec(name)?.[0]),
      ['s-3'],
    );
    assert.equal(web.length, before.web.length);
    assert.deepEqual([...new Set(changed.map(name => /s-\d+/.exec(name)?.[0]))], ['s-3']);
    edit('');
  });

  it('comes and goes, and all is as if it had never been there', () => {
    const { evaluation, edit } = observe();
    const before = evaluation.outcome().proxies;
    edit(timeout('t', '{kind: Dataplane, name: web}', everyone));
    edit(
      timeout(
        't',
        '{kind: Dataplane, name: web}',
        '{kind: MeshService, labels: {kuma.io/display-name: s-4}}',
      ),
    );
    assert.notDeepEqual(evaluation.outcome().proxies, before);
    evaluation.remove('kuma.io/MeshTimeout/local/default/t');
    assert.deepEqual(evaluation.outcome().proxies, before);
  });

  it('that is about nobody, or about nothing, says so', () => {
    const { evaluation, edit } = observe();
    const said = (text: string) => {
      edit(text);
      const found = [...evaluation.pipeline.reports.entries()].find(([key]) => key.includes('MeshTimeout'));
      return found?.[1].findings.map(({ path, message }) => `${path}: ${message}`);
    };
    assert.deepEqual(said(timeout('t', '{kind: Dataplane, labels: {app: none}}', everyone)), [
      'spec.targetRef: is about no Dataplane of the mesh default that is there: nothing comes of the policy',
    ]);
    assert.deepEqual(said(timeout('t', everyone, '{kind: MeshService, name: s-3, sectionName: "80"}')), [
      'spec.to[0].targetRef: names the MeshService s-3 with a port 80, which is not there: nothing comes of this item',
    ]);
    assert.deepEqual(said(timeout('t', everyone, '{kind: MeshService, name: s-3, sectionName: web}')), []);
  });

  it('says for some, or for all, whether what is meant for nobody of the mesh passes', () => {
    const { evaluation, edit } = observe();
    const passthrough = (name: string, targetRef: string, mode: string) => `
type: MeshPassthrough
mesh: default
name: ${name}
spec: {targetRef: ${targetRef}, default: {passthroughMode: ${mode}}}
`;
    const isOpen = () =>
      Object.fromEntries(
        [...evaluation.pipeline.translation.mesh.sidecars.entries()].map(([, { name, capture }]) => [
          name,
          capture?.onward.kind,
        ]),
      );
    assert.deepEqual(isOpen(), { web: 'all', shop: 'all' });
    edit(passthrough('all', everyone, 'None'));
    assert.deepEqual(isOpen(), { web: 'none', shop: 'none' });
    edit(passthrough('one', '{kind: Dataplane, name: web}', 'All'));
    assert.deepEqual(isOpen(), { web: 'all', shop: 'none' });
    edit(passthrough('one', '{kind: Dataplane, name: web}', 'Matched'));
    assert.deepEqual(isOpen(), { web: 'none', shop: 'none' });
  });

  it('that is about callers says so where nobody knows who calls', () => {
    const { evaluation, edit } = observe();
    const faults = `
type: MeshFaultInjection
mesh: default
name: f
spec:
  targetRef: {kind: Dataplane}
  rules: [{matches: [{spiffeID: {type: Exact, value: "spiffe://a/b"}}], default: {http: [{abort: {httpStatus: 500, percentage: 1}}]}}]
`;
    const findings = () =>
      [...evaluation.pipeline.reports.entries()].find(([key]) => key.includes('MeshFaultInjection'))?.[1]
        .findings;
    edit(faults);
    assert.deepEqual(
      findings()?.map(({ path }) => path),
      ['spec.rules[0].matches'],
    );
    edit('{type: Mesh, name: default, mtls: {enabledBackend: ca, backends: [{name: ca, type: builtin}]}}');
    assert.deepEqual(findings(), []);
  });

  it('that holds between those who show who they are says what is so where nobody does', () => {
    const { evaluation, edit } = observe();
    const findings = (kind: string) =>
      [...evaluation.pipeline.reports.entries()].find(([key]) => key.includes(kind))?.[1].findings;
    edit(`
type: MeshTrafficPermission
mesh: default
name: p
spec: {targetRef: {kind: Mesh}, from: [{targetRef: {kind: MeshSubset, tags: {kuma.io/service: a}}, default: {action: Deny}}]}
---
{type: MeshTLS, mesh: default, name: t, spec: {rules: [{default: {mode: Strict}}]}}
`);
    for (const [kind, said] of [
      ['MeshTrafficPermission', 'spec has no effect, and everybody may call'],
      ['MeshTLS', 'spec has no effect, and everything is in plain text'],
    ] as const) {
      assert.deepEqual(
        findings(kind)?.map(({ path, message }) => `${path} ${message.split(':')[0]}`),
        [said],
      );
    }
    edit('{type: Mesh, name: default, mtls: {enabledBackend: ca, backends: [{name: ca, type: builtin}]}}');
    assert.deepEqual([findings('MeshTrafficPermission'), findings('MeshTLS')], [[], []]);
  });
});
