import assert from 'node:assert/strict';
import { it } from 'node:test';
import { makeWorkplace, succeeded } from './testing/workplace.ts';

const dataplane = (name: string, address: string) => `
type: Dataplane
mesh: default
name: ${name}
networking:
  address: ${address}
  inbound: [{name: web, port: 8080, tags: {kuma.io/service: ${name}}}]
  transparentProxying: {}
`;
const mesh = `
type: Mesh
name: default
meshServices: {mode: Exclusive}
mtls: {enabledBackend: ca, backends: [{name: ca, type: builtin}]}
`;
const kumas = 'KUMA_EXPERIMENTAL_AUTO_REACHABLE_SERVICES';

it('explain tells that a permission is what is missing, where reach follows permissions by the flag or by Kuma’s variable', async () => {
  const place = await makeWorkplace();
  try {
    place.write(
      'mesh.yaml',
      [mesh, dataplane('till', '10.0.0.1'), dataplane('shop', '10.0.0.2')].join('---'),
    );
    const asked = ['explain', 'dataplane/till', '--to', 'shop', '-f', 'mesh.yaml'];
    const missing = /meshservice\/default\/shop:8080 .*no MeshTrafficPermission lets it in there/;
    assert.doesNotMatch(succeeded(await place.run(asked)), missing);
    assert.doesNotMatch(succeeded(await place.run(asked, { env: { [kumas]: 'false' } })), missing);
    assert.match(succeeded(await place.run([...asked, '--reach-by-permissions'])), missing);
    assert.match(succeeded(await place.run(asked, { env: { [kumas]: 'true' } })), missing);
  } finally {
    await place.close();
  }
});
