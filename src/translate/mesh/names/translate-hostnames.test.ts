import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createGraph } from '#graph';
import { resourceKey } from '#lib/resource-ref.ts';
import type { ServiceKind } from '#model';
import type { NamedService } from './made-name.ts';
import { type NamingRule, parseNameTemplate } from './naming-rule.ts';
import { type ClaimedName, translateHostnames } from './translate-hostnames.ts';

function build() {
  const ran: string[] = [];
  const graph = createGraph({
    onRun: (collection, key) => ran.push(`${collection} ${key.replaceAll('\n', ' ')}`),
  });
  const rules = graph.source<NamingRule>('test/rules');
  const services = graph.source<NamedService>('test/services');
  const others = graph.source<ClaimedName>('test/others');
  const names = translateHostnames(graph, rules, services, others);
  const write = (...written: NamedService[]) => {
    graph.batch(() => {
      for (const one of written) services.set(one.origin, one);
    });
  };
  const rule = (...written: NamingRule[]) => {
    graph.batch(() => {
      for (const one of written) rules.set(one.name, one);
    });
  };
  const owner = (name: string, mesh = 'default') =>
    names.hostnames.get(`${mesh}/${name}`)?.of.split('/').at(-1);
  const becameOf = (name: string, kind: ServiceKind = 'MeshService') =>
    names.namings.get(service(name, {}, kind).origin);
  return { graph, ran, rules, services, others, ...names, write, rule, owner, becameOf };
}

function service(
  name: string,
  more: Partial<NamedService> = {},
  kind: ServiceKind = 'MeshService',
): NamedService {
  const { mesh = 'default', labels = {} } = more;
  return {
    ...{ kind, mesh, name, zone: 'east', created: '', ...more },
    origin: resourceKey({ group: 'kuma.io', kind, zone: 'local', namespace: mesh, name }),
    labels: { 'kuma.io/display-name': name, 'kuma.io/zone': 'east', ...labels },
  };
}

const rule = (name: string, template: string, more: Partial<NamingRule> = {}): NamingRule => {
  const always = { of: 'MeshService', labels: {}, isOfZone: true, created: '' } as const;
  return { ...always, name, template: parseNameTemplate(template), ...more };
};

describe('names of services', () => {
  it('are those of the rules that there are unless others are written', () => {
    const { rule: write, rules, write: add, owner } = build();
    const ofZone = { labels: { 'kuma.io/origin': 'zone' } };
    add(
      service('web', ofZone),
      service('pay', ofZone, 'MeshExternalService'),
      service('all', ofZone, 'MeshMultiZoneService'),
      service('old', {}, 'ServiceTag'),
    );
    assert.equal(owner('web.svc.mesh.local'), 'web');
    assert.equal(owner('pay.extsvc.mesh.local'), 'pay');
    assert.equal(owner('all.mzsvc.mesh.local'), 'all');
    assert.equal(owner('old.mesh'), 'old');
    write(rule('local-universal-mesh-service', '{{ .Name }}.of-mine'));
    assert.equal(owner('web.svc.mesh.local'), undefined);
    assert.equal(owner('web.of-mine'), 'web');
    rules.delete('local-universal-mesh-service');
    assert.equal(owner('web.svc.mesh.local'), 'web');
  });

  it('are made of name, namespace, mesh, zone and labels, where a rule selects the labels', () => {
    const { rule: write, write: add, hostnames } = build();
    write(
      rule('all', '{{ .Name }}.{{ .Namespace }}.{{ .Mesh }}.{{ .Zone }}.{{ label "team" }}.local', {
        labels: { team: 'blue', tier: 'front' },
      }),
    );
    const labels = { team: 'blue', tier: 'front', 'k8s.kuma.io/namespace': 'shop' };
    add(service('web', { labels }), service('api', { labels: { team: 'blue' } }));
    assert.deepEqual(
      [...hostnames.entries()].map(([, { name }]) => name),
      ['web.shop.default.east.blue.local'],
    );
  });

  it('of a tag are its value with and without underscores, in lower case, where a resolver could ask for them', () => {
    const { write, hostnames } = build();
    write(
      service('web_shop_svc_80', {}, 'ServiceTag'),
      service('Pay', {}, 'ServiceTag'),
      service('a'.repeat(64), {}, 'ServiceTag'),
    );
    assert.deepEqual([...hostnames.entries()].map(([, { name }]) => name).sort(), [
      'pay.mesh',
      'web.shop.svc.80.mesh',
      'web_shop_svc_80.mesh',
    ]);
  });

  it('are refused in Kuma’s words where a template cannot be filled in or makes no host name', () => {
    const { rule: write, write: add, becameOf, hostnames } = build();
    write(
      rule('a', '{{ label "team" }}.local'),
      rule('b', '{{ .Nope }}'),
      rule('c', '{{ .Name'),
      rule('d', '{{ .Name }}_x.local'),
      rule('e', '.{{ .Name }}'),
      rule('f', '{{ .Name }}.{{ .Namespace }}.local'),
    );
    add(service('web'));
    assert.equal(hostnames.size, 0);
    const quoted = (text: string) => JSON.stringify(text);
    const noHost = (text: string) =>
      `the template makes "${text}", which is not a host name: lower case letters, digits and - between dots, 253 at most and 63 in each part`;
    assert.deepEqual(
      becameOf('web')?.map(({ generator, generated }) => [generator, generated.reason, generated.message]),
      [
        [
          'a',
          'TemplateError',
          `pre evaluation of template with parameters failed with error=${quoted('template: :1:3: executing "" at <label "team">: error calling label: label team not found')}`,
        ],
        [
          'b',
          'TemplateError',
          `pre evaluation of template with parameters failed with error=${quoted('template: :1:3: executing "" at <.Nope>: can\'t evaluate field Nope')}`,
        ],
        [
          'c',
          'TemplateError',
          `failed compiling gotemplate error=${quoted('template: :1: unclosed action')}`,
        ],
        ['d', 'TemplateError', noHost('web_x.local')],
        ['e', 'TemplateError', noHost('.web')],
        ['f', 'TemplateError', noHost('web..local')],
      ],
    );
  });

  it('belong to the older rule, then to the older service, and the other is told until the name is free', () => {
    const { rule: write, write: add, owner, becameOf, services, rules } = build();
    write(rule('one', 'shared.local'));
    add(service('a', { created: '2024-02-01T00:00:00Z' }), service('b', { created: '2024-01-01T00:00:00Z' }));
    assert.equal(owner('shared.local'), 'b');
    assert.deepEqual(becameOf('a'), [
      {
        generator: 'one',
        generated: {
          holds: false,
          reason: 'Collision',
          message: 'Hostname collision with MeshService: b: shared.local leads there',
        },
      },
    ]);
    assert.deepEqual(becameOf('b')?.[0]?.hostname, 'shared.local');
    services.delete(service('b').origin);
    assert.equal(owner('shared.local'), 'a');
    assert.equal(becameOf('a')?.[0]?.generated.reason, 'Generated');
    // Rules of this zone before others, the older before the newer, whatever it is that they name.
    add(service('c', {}, 'MeshExternalService'));
    write(
      rule('two', 'shared.local', {
        of: 'MeshExternalService',
        isOfZone: false,
        created: '2020-01-01T00:00:00Z',
      }),
    );
    assert.equal(owner('shared.local'), 'a');
    rules.delete('one');
    assert.equal(owner('shared.local'), 'c');
  });

  it('are apart in each mesh, and one that two rules make for one service is its own twice', () => {
    const { rule: write, write: add, owner, becameOf } = build();
    write(rule('one', '{{ .Name }}.local'), rule('two', '{{ .DisplayName }}.local'));
    add(service('web'), service('web', { mesh: 'other' }));
    assert.equal(owner('web.local'), 'web');
    assert.equal(owner('web.local', 'other'), 'web');
    assert.deepEqual(
      becameOf('web')?.map(({ generated }) => generated.reason),
      ['Generated', 'Generated'],
    );
  });

  it('that a rule makes go before those of VirtualOutbounds, and these before those of tags', () => {
    const { rule: write, write: add, rules, others, hostnames } = build();
    const of = () => hostnames.get('default/web.mesh')?.of;
    add(service('web'), service('web', {}, 'ServiceTag'));
    assert.match(of() ?? '', /ServiceTag/);
    others.set('x', {
      name: 'web.mesh',
      mesh: 'default',
      of: 'outbound',
      display: 'x',
      created: '',
      by: { kind: 'outbound' },
    });
    assert.equal(of(), 'outbound');
    write(rule('one', '{{ .Name }}.mesh'));
    assert.match(of() ?? '', /MeshService/);
    rules.delete('one');
    assert.equal(of(), 'outbound');
  });

  it('cost a service that comes what is about it, however many there are', () => {
    const { graph, ran, rule: write, write: add, services } = build();
    write(rule('blue', '{{ .Name }}.blue', { labels: { team: 'blue' } }));
    graph.batch(() => {
      for (let i = 0; i < 500; i++) services.set(service(`s${i}`).origin, service(`s${i}`));
    });
    ran.length = 0;
    add(service('new', { labels: { team: 'blue' } }));
    assert(ran.length > 0 && ran.every(run => /\bnew\b/.test(run)), ran.join('\n'));
    assert(ran.length <= 12, ran.join('\n'));
  });
});
