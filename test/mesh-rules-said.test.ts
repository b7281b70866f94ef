import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makeAuthority } from './harness/authority.ts';
import { evaluate } from './harness/evaluation.ts';
import { providedMesh } from './harness/provided-mesh.ts';

describe('what is said of rules about some callers', () => {
  const said = (type: string, settings: string, protocol: string, ofOne = settings) => {
    const authority = makeAuthority();
    const files = [
      providedMesh(authority),
      `
type: Dataplane
mesh: default
name: store
networking:
  address: 127.8.5.1
  inbound: [{name: db, port: 5432, serviceAddress: 127.0.0.1, servicePort: 80, protocol: ${protocol}}]
`,
      `
type: ${type}
mesh: default
name: rules
spec: {rules: [{default: ${settings}}, {matches: [{spiffeID: {type: Exact, value: spiffe://default/one}}], default: ${ofOne}}]}
`,
    ];
    authority.close();
    return JSON.stringify(evaluate(files.join('---')).outcome());
  };
  const times = '{idleTimeout: 1h}';
  const logs = '{backends: [{type: File, file: {path: /dev/null}}]}';

  it('that they hold for nobody where connections are taken as they are', () => {
    const unheld = /"path":"spec\.rules\[1\]\.matches"[^{}]*/;
    const holdsForNobody = /holds for nobody at the inbound db of store/;
    assert.match(said('MeshTimeout', times, 'tcp'), holdsForNobody);
    assert.match(said('MeshTimeout', times, 'tcp'), unheld);
    assert.doesNotMatch(said('MeshTimeout', times, 'http'), holdsForNobody);
    // Records are told apart by whose connection it is.
    assert.doesNotMatch(said('MeshAccessLog', logs, 'tcp'), holdsForNobody);
  });

  it('and records are kept of connections by who made them', () => {
    const ofOne = logs.replace('null', 'zero');
    const told = said('MeshAccessLog', logs, 'tcp', ofOne);
    assert.match(told, /uri_san_peer_certificate == [^}]*spiffe:\/\/default\/one/);
    // What is kept of all alike is one log, and nobody is asked who he is.
    assert.doesNotMatch(said('MeshAccessLog', logs, 'tcp'), /uri_san_peer_certificate/);
  });
});
