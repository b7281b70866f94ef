import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkSignature } from './aws/signatures.ts';
import { missingPrograms } from './harness/missing-programs.ts';

const around = { keyId: 'AKIDAROUND', secret: 'of/the+surroundings' };
const ofRole = { keyId: 'AKIDOFTHEROLE', secret: 'of/the+role' };
const root = fileURLToPath(new URL('..', import.meta.url));

const skip = process.getuid?.() === 0 ? (missingPrograms('unshare', 'ip', 'mount') ?? false) : 'needs root';

it('a function is called in a role: Envoy has it from AWS by the keys around it, and signs as the role', {
  skip,
}, () => {
  const directory = mkdtempSync(join(tmpdir(), 'fairlead-role-'));
  try {
    const hosts = join(directory, 'hosts');
    writeFileSync(hosts, '127.0.0.1 localhost sts.us-east-1.amazonaws.com\n');
    const inside = `ip link set lo up && mount --bind ${hosts} /etc/hosts && exec "$@"`;
    const node = [process.execPath, '--import', 'tsx', 'test/aws/call-in-a-role.ts'];
    const run = spawnSync(
      'unshare',
      ['--net', '--mount', '--kill-child', '--fork', 'sh', '-c', inside, 'sh', ...node],
      {
        cwd: root,
        encoding: 'utf8',
        env: { ...process.env, AWS_ACCESS_KEY_ID: around.keyId, AWS_SECRET_ACCESS_KEY: around.secret },
      },
    );
    assert.equal(run.status, 0, run.stderr);
    const { call, asked } = JSON.parse(run.stdout);
    assert.match(asked.path, /Action=AssumeRole&RoleArn=arn:aws:iam::123456789012:role\/gateway/);
    const { searchParams } = new URL(asked.path, 'https://sts.test');
    const said = ['RoleSessionName', 'ExternalId', 'DurationSeconds'].map(name => searchParams.get(name));
    assert.deepEqual(said, ['edge', 'of-ours', '1800']);
    assert.deepEqual(checkSignature(asked, around), { isValid: true, service: 'sts', region: 'us-east-1' });
    assert.equal(call.headers['x-amz-security-token'], 'tOkEn==');
    assert.deepEqual(checkSignature(call, ofRole), { isValid: true, service: 'lambda', region: 'us-east-1' });
  } finally {
    rmSync(directory, { recursive: true });
  }
});
