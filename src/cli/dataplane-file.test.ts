import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { isFault } from '#lib/fault.ts';
import { readDataplaneFile, readVariables } from './dataplane-file.ts';

describe('the file of a Dataplane', () => {
  const directory = mkdtempSync(join(tmpdir(), 'fairlead-dataplane-'));
  after(() => rmSync(directory, { recursive: true }));
  const read = (text: string, ...variables: string[]) => {
    const file = join(directory, 'dp.yaml');
    writeFileSync(file, text);
    return readDataplaneFile(file, readVariables(variables));
  };
  const refused = (text: string, why: RegExp) =>
    assert.rejects(read(text), error => isFault(error) && error.code === 'input' && why.test(error.message));

  it('says who it is, and what is redirected, however it is written', async () => {
    const block = `# type: Mesh
type: Dataplane # a comment
mesh: shop
name: web-1
networking:
  # transparentProxying: not this
  inbound: [{name: main, port: 80}]
`;
    const { text, ...who } = await read(block);
    assert.deepEqual(who, { mesh: 'shop', name: 'web-1' });
    assert.equal(text, block);
    const captured = `${block}  transparentProxying:\n    redirectPortInbound: 1\n    redirectPortOutbound: 0\n`;
    assert.deepEqual((await read(captured)).capture, { inbound: 1, outbound: 0 });
    assert.deepEqual((await read(`${block}  transparentProxying: {}\n`)).capture, {
      inbound: 15006,
      outbound: 15001,
    });
    const ofOne = `${block}  transparentProxying: {redirectPortInbound: 1, ipFamilyMode: IPv4}\n`;
    assert.deepEqual((await read(ofOne)).capture, { inbound: 1, outbound: 15001, family: 4 });
    const ofBoth = `${block}  transparentProxying: {redirectPortInbound: 1, ipFamilyMode: DualStack}\n`;
    assert.deepEqual((await read(ofBoth)).capture, { inbound: 1, outbound: 15001 });
    const flow =
      '{"type": "Dataplane", "name": "web-1", "networking": {"transparentProxying": {"redirectPortInbound": 7}}}';
    const { capture, mesh, name } = await read(flow);
    assert.deepEqual([capture, mesh, name], [{ inbound: 7, outbound: 15001 }, 'default', 'web-1']);
    const quoted = await read('type: "Dataplane"\nname: \'web-1\'\nmesh: "shop"\n');
    assert.deepEqual([quoted.mesh, quoted.name], ['shop', 'web-1']);
    assert.equal((await read('type: Dataplane\nname: web-1\nmesh: "shop"\n')).mesh, 'shop');
  });

  it('has its variables filled in, and says which one nobody gave', async () => {
    const { name, text } = await read(
      'type: Dataplane\nname: {{ name }}\nport: {{port}}\n',
      'name=web-1',
      'port=80',
    );
    assert.deepEqual([name, text], ['web-1', 'type: Dataplane\nname: web-1\nport: 80\n']);
    assert.equal((await read('type: Dataplane\nname: {{ a }}-{{ b }}\n', 'a=x,b=y')).name, 'x-y');
    await refused(
      'type: Dataplane\nname: {{ name }}\n',
      /asks for \{\{ name \}\}.*--dataplane-var name=VALUE/,
    );
    assert.throws(() => readVariables(['novalue']), /must be NAME=VALUE/);
  });

  it('is refused where it is none', async () => {
    await refused('type: Mesh\nname: x\n', /`type: Dataplane`/);
    await refused('type: [', /not valid YAML/);
    await refused('- 1\n', /`type: Dataplane`/);
    await refused('type: Dataplane\n', /must have a `name`/);
    await refused(`type: Dataplane\n# ${'x'.repeat(300_000)}`, /longer than/);
    await assert.rejects(readDataplaneFile(join(directory, 'missing'), new Map()), /cannot be read/);
  });
});
