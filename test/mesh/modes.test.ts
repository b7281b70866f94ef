import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resourcesByProxy } from '../../src/main/evaluation.ts';
import { handFed } from '../../src/main/testing/hand-fed.ts';
import { ownMachine } from '../harness/evaluation.ts';

const dataplane = (name: string, port: number, reachable = '{}') => `
type: Dataplane
mesh: default
name: ${name}
networking:
  address: 10.0.0.1
  inbound: [{port: ${port}, servicePort: 1, tags: {kuma.io/service: ${name}, kuma.io/protocol: http}}]
  transparentProxying: ${reachable}
`;
const written = `
type: MeshService
mesh: default
name: written
spec: {selector: {dataplaneTags: {kuma.io/service: cart}}, ports: [{port: 80, name: web}, {port: 81}]}
status: {vips: [{ip: 241.0.0.7}]}
`;
const mesh = (mode?: string) =>
  mode === 'no Mesh'
    ? ''
    : `type: Mesh\nname: default\n${mode === undefined ? '' : `meshServices: {mode: ${mode}}\n`}`;

/** The ports that a client reaches, by the names of the listeners that it is told. */
function reachedBy(reachable: string, mode?: string): string[] {
  const { pipeline, put } = handFed(ownMachine);
  put([mesh(mode), dataplane('cart', 8080), dataplane('client', 8081, reachable), written].join('---'));
  const told = resourcesByProxy(pipeline).get('default.client' as never) ?? [];
  return told
    .filter(({ type, name }) => type === 'listener' && name.startsWith('outbound:'))
    .map(({ name }) =>
      name
        .replace(/^outbound:(mesh)?(service|servicetag)\.kuma\.io\/local\/default\//, '$1 ')
        .replace(/\/\d+$/, ''),
    )
    .sort();
}

const tags = [' cart/80', ' client/80'];
const services = ['mesh written/80', 'mesh written/81'];
const generated = ['mesh cart/8080', 'mesh client/8081'];

describe('the mode of a mesh', () => {
  it('left out: services by their tags and those that are written', () => {
    assert.deepEqual(reachedBy('{}'), [...tags, ...services]);
  });
  it('of a Mesh that nobody wrote is the same as left out', () => {
    assert.deepEqual(reachedBy('{}', 'no Mesh'), reachedBy('{}'));
  });
  it('Disabled: services by their tags alone', () => {
    assert.deepEqual(reachedBy('{}', 'Disabled'), tags);
  });
  it('Everywhere: both, and a MeshService for each tag', () => {
    assert.deepEqual(reachedBy('{}', 'Everywhere'), [...tags, ...generated, ...services].sort());
  });
  it('ReachableBackends: MeshServices for those alone that list some', () => {
    assert.deepEqual(reachedBy('{}', 'ReachableBackends'), tags);
    assert.deepEqual(
      reachedBy('{reachableBackends: {refs: [{kind: MeshService, name: cart}]}}', 'ReachableBackends'),
      ['mesh cart/8080'],
    );
  });
  it('Exclusive: MeshServices alone', () => {
    assert.deepEqual(reachedBy('{}', 'Exclusive'), [...generated, ...services].sort());
  });
});

describe('what a Dataplane says that it reaches', () => {
  const refs = (text: string) => reachedBy(`{reachableBackends: ${text}}`);

  it('in all three ways to say nothing, is nothing', () => {
    for (const nothing of ['{}', '{refs: []}', '""']) assert.deepEqual(refs(nothing), []);
  });
  it('without a port is every port, named or not', () => {
    assert.deepEqual(refs('{refs: [{kind: MeshService, name: written}]}'), services);
  });
  it('with a port is that port, by its name or its number, and none where there is no such port', () => {
    assert.deepEqual(refs('{refs: [{kind: MeshService, name: written, port: web}]}'), [services[0]]);
    assert.deepEqual(refs('{refs: [{kind: MeshService, name: written, port: 81}]}'), [services[1]]);
    assert.deepEqual(refs('{refs: [{kind: MeshService, name: written, port: 82}]}'), []);
  });
  it('by labels is every service that has them, at the port', () => {
    const everyone = '{refs: [{kind: MeshService, labels: {kuma.io/mesh: default}, port: 8080}]}';
    assert.deepEqual(reachedBy(`{reachableBackends: ${everyone}}`, 'Exclusive'), [generated[0]]);
  });
  it('the older way is services by their tags, and nothing else', () => {
    assert.deepEqual(reachedBy('{reachableServices: [cart]}'), [tags[0]]);
    assert.deepEqual(reachedBy('{reachableServices: ["*"]}'), tags);
  });
});
