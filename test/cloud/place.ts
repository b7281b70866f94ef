import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeAuthority } from '../harness/authority.ts';
import { missingPrograms } from '../harness/missing-programs.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Why no network of one's own can be had here, where none can. */
export const noPlace =
  process.getuid?.() === 0 ? (missingPrograms('unshare', 'ip', 'mount', 'openssl') ?? false) : 'needs root';

/**
 * runInCloud runs a script of this folder in a network of its own, in which hosts of a cloud lead to this machine and are certified by
 * whom the machine believes, and in which Google's metadata address is its own. Gives what the script prints, as JSON; its environment
 * says where the certificate and the key of the hosts are (`CLOUD_CERTIFICATE`, `CLOUD_KEY`).
 */
export function runInCloud(script: string, hosts: readonly string[]): unknown {
  const directory = mkdtempSync(join(tmpdir(), 'fairlead-cloud-'));
  const authority = makeAuthority('elliptic-curve');
  try {
    const at = (file: string, text: string) => {
      writeFileSync(join(directory, file), text);
      return join(directory, file);
    };
    const pair = authority.issue('/CN=cloud', hosts.map(host => `DNS:${host}`).join(','));
    const names = at('hosts', `127.0.0.1 localhost ${hosts.join(' ')}\n`);
    const roots = at('roots', authority.certificate);
    const inside = [
      'ip link set lo up',
      'ip address add 169.254.169.254/32 dev lo',
      `mount --bind ${names} /etc/hosts`,
      `mount --bind ${roots} /etc/ssl/certs/ca-certificates.crt`,
      'exec "$@"',
    ].join(' && ');
    const node = [process.execPath, '--import', 'tsx', `test/cloud/${script}`];
    const run = spawnSync(
      'unshare',
      ['--net', '--mount', '--kill-child', '--fork', 'sh', '-c', inside, 'sh', ...node],
      {
        cwd: root,
        encoding: 'utf8',
        env: { ...process.env, CLOUD_CERTIFICATE: at('crt', pair.cert), CLOUD_KEY: at('key', pair.key) },
      },
    );
    assert.equal(run.status, 0, run.stderr);
    return JSON.parse(run.stdout);
  } finally {
    authority.close();
    rmSync(directory, { recursive: true });
  }
}
