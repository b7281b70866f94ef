import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * makeKeyPair makes a certificate for a run, and for these names: keys are never kept in the repository. Values are base64, as
 * in a Secret.
 */
export function makeKeyPair(...names: readonly string[]): {
  readonly certificate: string;
  readonly 'private-key': string;
} {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-key-pair-'));
  try {
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const request = [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=stories.test',
      ...(names.length === 0
        ? []
        : ['-addext', `subjectAltName=${names.map(name => `DNS:${name}`).join(',')}`]),
    ];
    execFileSync('openssl', [...request, '-keyout', key, '-out', certificate], { stdio: 'pipe' });
    const base64 = (file: string) => readFileSync(file).toString('base64');
    return { certificate: base64(certificate), 'private-key': base64(key) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
