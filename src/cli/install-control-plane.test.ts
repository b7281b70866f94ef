import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { loadAll } from 'js-yaml';
import { kinds } from '#resources';
import { ownManifests } from './chart/own-manifests.ts';
import { makeWorkplace, succeeded, type Workplace } from './testing/workplace.ts';

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly rules?: readonly Rule[];
  readonly spec?: { readonly replicas?: number };
  readonly webhooks?: readonly { readonly rules: readonly Omit<Rule, 'verbs'>[] }[];
}

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

describe('install control-plane', () => {
  let place: Workplace;
  before(async () => {
    place = await makeWorkplace();
  });
  after(() => place.close());

  const printed = async (...args: readonly string[]) =>
    loadAll(succeeded(await place.run(args))) as readonly Manifest[];
  const named = (objects: readonly Manifest[]) =>
    objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);

  it('prints the Namespace first, and what uninstall prints ends with it', async () => {
    const made = named(await printed('install', 'control-plane', '-n', 'edge', '--name', 'fl'));
    assert.deepEqual([made[0], made.includes('Deployment fl')], ['Namespace edge', true]);
    const gone = named(await printed('uninstall', 'control-plane', '-n', 'edge', '--name', 'fl'));
    const all = named(
      await printed('uninstall', 'control-plane', '-n', 'edge', '--name', 'fl', '--definitions'),
    );
    assert.deepEqual(all, made.toReversed());
    assert.deepEqual(
      gone,
      all.filter(one => !one.startsWith('CustomResourceDefinition ')),
    );
    assert.ok(gone.length < all.length);
  });

  it('is made of files that are up to date', () => {
    for (const [path, make] of ownManifests()) {
      const stands = readFileSync(new URL(`../../deploy/${path}`, import.meta.url), 'utf8');
      assert.equal(stands, make(), `deploy/${path} is stale: npm run manifests`);
    }
  });

  it('asks about every kind that it serves but Kubernetes’ own, where it asks', async () => {
    const made = await printed('install', 'control-plane', '--set', 'admission.create=true');
    const rules = made.flatMap(({ webhooks = [] }) => webhooks.flatMap(webhook => webhook.rules));
    const missing = kinds.filter(
      ({ id, group, plural }) =>
        !id.startsWith('kubernetes/') &&
        !rules.some(
          ({ apiGroups, resources }) =>
            apiGroups.includes(group) && (resources.includes('*') || resources.includes(plural)),
        ),
    );
    assert.deepEqual(
      missing.map(({ id }) => id),
      [],
      'a group that is new has to be named in deploy/chart/templates/admission.yaml',
    );
  });

  it('takes values of files and of --set, the latter last', async () => {
    const file = place.write('values.yaml', 'replicas: 3\nimage: {tag: "7"}\n');
    const made = await printed(
      'install',
      'control-plane',
      '--values',
      file,
      '--set',
      'replicas=5,image.repository=r',
    );
    const deployment = made.find(({ kind }) => kind === 'Deployment');
    assert.equal(deployment?.spec?.replicas, 5);
    assert.match(JSON.stringify(deployment), /"image":"r:7"/);
  });

  it('reads --set and --set-string as Helm does', async () => {
    const deploymentOf = async (...flags: readonly string[]) => {
      const made = await printed('install', 'control-plane', ...flags);
      return JSON.stringify(made.find(({ kind }) => kind === 'Deployment'));
    };
    assert.match(await deploymentOf('--set', 'image.tag=1'), /"image":"fairlead:1"/);
    assert.match(await deploymentOf('--set-string', 'image.tag=007'), /"image":"fairlead:007"/);
    assert.match(await deploymentOf('--set-string', 'image.tag=true'), /"image":"fairlead:true"/);
    const odd = await deploymentOf(
      ...['--set', String.raw`nodeSelector.example\.org/disk=fast\,big,resources.limits.memory=null`],
      ...['--set', 'tolerations[0].key=a,tolerations[1].key=b', '--set', 'tolerations[0].operator=Exists'],
      ...['--set', 'extraArgs={--allow-addresses=loopback,--zone=b}'],
    );
    assert.match(odd, /"nodeSelector":\{"example\.org\/disk":"fast,big"\}/);
    assert.match(odd, /"tolerations":\[\{"key":"a","operator":"Exists"\},\{"key":"b"\}\]/);
    assert.match(odd, /"--allow-addresses=loopback","--zone=b"/);
    assert.match(await deploymentOf(), /"limits":\{[^}]*"memory"/);
    assert.doesNotMatch(odd, /"limits":\{[^}]*"memory"/);
  });

  it('names each value that cannot be used, and what was meant', async () => {
    const { code, stderr } = await place.run([
      ...['install', 'control-plane', '--set', 'replicas=0', '--set', 'xds.prt=18000'],
    ]);
    assert.equal(code, 1);
    assert.match(stderr, /^ {2}replicas: must be from 1 to 100, but is 0$/m);
    assert.match(stderr, /^ {2}xds\.prt: .*did you mean `port`\?$/m);
    const odd = await place.run(['install', 'control-plane', '--set', 'replicas']);
    assert.deepEqual(
      [odd.code, /--set replicas: must be path.to.value=something/.test(odd.stderr)],
      [2, true],
    );
  });

  it('gives the right to read every kind that there is', async () => {
    const made = await printed('install', 'control-plane');
    const rules = made.flatMap(({ kind, rules = [] }) => (kind === 'ClusterRole' ? rules : []));
    const mayFollow = (group: string, plural: string) =>
      rules.some(
        ({ apiGroups, resources, verbs }) =>
          apiGroups.includes(group) &&
          (resources.includes(plural) || resources.includes('*')) &&
          verbs.includes('list') &&
          verbs.includes('watch'),
      );
    const missing = kinds.filter(({ group, plural }) => !mayFollow(group, plural));
    assert.deepEqual(
      missing.map(({ id }) => id),
      [],
      'a group that is new has to be named in deploy/chart/templates/cluster-role.yaml and roles.yaml',
    );
  });
});
