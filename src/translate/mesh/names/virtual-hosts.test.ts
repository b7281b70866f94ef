import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createGraph } from '#graph';
import { resourceKey } from '#lib/resource-ref.ts';
import type { Inbound, ServiceProtocol } from '#model';
import type { OutboundRule, Tags } from './outbound-rule.ts';
import { translateVirtualHosts, virtualHostKey } from './virtual-hosts.ts';

function build() {
  const ran: string[] = [];
  const graph = createGraph({ onRun: collection => ran.push(collection) });
  const rules = graph.source<OutboundRule>('test/rules');
  const sidecars = graph.source<ReturnType<typeof sidecar>>('test/sidecars');
  const { hosts, problems } = translateVirtualHosts(graph, rules, sidecars);
  return {
    ...{ graph, ran, rules, sidecars, hosts },
    add: (one: OutboundRule) => rules.set(one.origin, one),
    run: (name: string, ...tagged: Tags[]) => sidecars.set(name, sidecar(tagged)),
    host: (name: string) =>
      hosts.get(virtualHostKey('default', name))?.ports.map(({ port, tags }) => ({ port, tags })),
    problems: () => Array.from(problems.entries(), ([, { message }]) => message).sort(),
  };
}

function sidecar(tagged: readonly Tags[], protocol: ServiceProtocol = 'http') {
  const inbounds = tagged.map((tags, i): Inbound => {
    const at = { address: '10.0.0.1', port: 8000 + i, serviceAddress: '127.0.0.1', servicePort: 80 };
    return { name: `${i}`, ...at, protocol, tags, isReady: true };
  });
  return { mesh: 'default', inbounds };
}

const service = { name: 'service', tagKey: 'kuma.io/service' };
const rule = (name: string, host: string, port: string, more: Partial<OutboundRule> = {}): OutboundRule => ({
  origin: resourceKey({
    group: 'kuma.io',
    kind: 'VirtualOutbound',
    zone: 'local',
    namespace: 'default',
    name,
  }),
  ...{ mesh: 'default', name, created: '', selectors: [{ 'kuma.io/service': '*' }], host, port },
  parameters: [service],
  ...more,
});

describe('VirtualOutbounds', () => {
  it('name what has equal tags by its parameters, at a port that may be a tag as well', () => {
    const { add, run, host } = build();
    add(
      rule('test', '{{.v}}.{{.service}}.mesh', '{{.port}}', {
        parameters: [service, { name: 'port', tagKey: 'port' }, { name: 'v', tagKey: 'version' }],
      }),
    );
    const web = { 'kuma.io/service': 'web', version: 'v1', port: '1800' };
    run('one', { ...web, zone: 'east' }, { 'kuma.io/service': 'web', version: 'v2', port: '1800' });
    run('two', { ...web, zone: 'west' });
    assert.deepEqual(host('v1.web.mesh'), [{ port: 1800, tags: web }]);
    assert.deepEqual(host('v2.web.mesh'), [{ port: 1800, tags: { ...web, version: 'v2' } }]);
  });

  it('give one name several ports, each with what it leads to', () => {
    const { add, run, host, sidecars } = build();
    add(rule('a', '{{.service}}.mesh', '80'));
    add(
      rule('b', '{{.service}}.mesh', '90', {
        selectors: [{ 'kuma.io/service': 'web', version: '*' }],
        parameters: [service, { name: 'version', tagKey: 'version' }],
      }),
    );
    run('one', { 'kuma.io/service': 'web', version: 'v1' });
    const all = { port: 80, tags: { 'kuma.io/service': 'web' } };
    assert.deepEqual(host('web.mesh'), [
      all,
      { port: 90, tags: { 'kuma.io/service': 'web', version: 'v1' } },
    ]);
    run('one', { 'kuma.io/service': 'web' });
    assert.deepEqual(host('web.mesh'), [all]);
    sidecars.delete('one');
    assert.equal(host('web.mesh'), undefined);
  });

  it('that want one port of one name: the closer to the tags has it, then the newer, and the other is told', () => {
    const { add, run, host, problems, rules } = build();
    const created = ['2024-01-01T00:00:00Z', '2024-02-01T00:00:00Z'] as const;
    const version = { name: 'version', tagKey: 'version' };
    run('one', { 'kuma.io/service': 'web', version: 'v1' });
    add(rule('old', 'web.mesh', '80', { created: created[0] }));
    add(rule('new', 'web.mesh', '80', { created: created[1], parameters: [service, version] }));
    const ofAll = [{ port: 80, tags: { 'kuma.io/service': 'web' } }];
    const ofVersion = [{ port: 80, tags: { 'kuma.io/service': 'web', version: 'v1' } }];
    assert.deepEqual(host('web.mesh'), ofVersion);
    add(rule('exact', 'web.mesh', '80', { selectors: [{ 'kuma.io/service': 'web' }] }));
    assert.deepEqual(host('web.mesh'), ofAll);
    const lost = `can't add web.mesh:80 for inbounds with kuma.io/service=web, version=v1: it leads to those with kuma.io/service=web`;
    assert.deepEqual(problems(), [lost]);
    rules.delete(rule('exact', '', '').origin);
    rules.delete(rule('new', '', '').origin);
    assert.deepEqual(host('web.mesh'), ofAll);
    assert.deepEqual(problems(), []);
  });

  it('say in Kuma’s words what cannot be made, and for which inbounds', () => {
    const { add, run, problems } = build();
    run('one', { 'kuma.io/service': 'web' });
    add(rule('a', '{{.nope}}.mesh', '80'));
    add(rule('b', '{{.service}}.mesh', 'http'));
    add(rule('c', '{{.service}}.mesh', '70000'));
    add(rule('d', '{{ lower .service }}', '80'));
    add(rule('e', '10.0.0.1', '80'));
    const of = ' for inbounds with kuma.io/service=web';
    const noName = "conf.host: evaluation of template with parameters didn't return a valid dns name result=";
    assert.deepEqual(problems(), [
      `${noName}"10.0.0.1"${of}`,
      `${noName}"<no value>.mesh"${of}`,
      `conf.host: failed compiling gotemplate error="template: :1: function \\"lower\\" not defined"${of}`,
      `conf.port: evaluation of template returned a port outside of the range [1..65535] result=70000${of}`,
      `conf.port: evaluation of template with parameters didn't evaluate to a parsable number result="http"${of}`,
    ]);
  });

  it('cost nothing where another workload with the same tags comes', () => {
    const { add, run, ran } = build();
    add(rule('a', '{{.service}}.mesh', '80'));
    run('one', { 'kuma.io/service': 'web' });
    ran.length = 0;
    run('two', { 'kuma.io/service': 'web' });
    assert.deepEqual(ran, ['translate/tagged-alike']);
  });

  it('lead to connections alone where inbounds of one name do not speak the same', () => {
    const { add, sidecars, hosts } = build();
    add(rule('a', '{{.service}}.mesh', '80'));
    sidecars.set('one', sidecar([{ 'kuma.io/service': 'web' }]));
    sidecars.set('two', sidecar([{ 'kuma.io/service': 'web' }], 'grpc'));
    assert.equal(hosts.get(virtualHostKey('default', 'web.mesh'))?.ports[0]?.protocol, 'tcp');
  });
});
