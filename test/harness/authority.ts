import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Pair is a certificate and its key (PEM). */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** Authority issues certificates, and revokes them. */
export interface Authority {
  /** Its own certificate (PEM). */
  readonly certificate: string;
  /** Its own key (PEM). */
  readonly key: string;
  /** issue makes a certificate for a subject such as `/CN=a` and names such as `DNS:a.test,otherName:1.2.3;UTF8:a`. */
  issue(subject: string, names?: string): Pair;
  /** revoke revokes certificates, and returns the revocation list (PEM). */
  revoke(...pairs: readonly Pair[]): string;
  close(): void;
}

/** The openssl arguments for each kind of key. Elliptic-curve keys are made in no time. */
const newKey = {
  rsa: ['-newkey', 'rsa:2048', '-nodes'],
  'elliptic-curve': ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
} as const;

/** makeAuthority makes one for a run: keys are never kept in the repository. */
export function makeAuthority(kind: keyof typeof newKey = 'rsa'): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-authority-'));
  const at = (name: string) => join(folder, name);
  const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const read = (name: string) => readFileSync(at(name), 'utf8');
  const key = newKey[kind];
  openssl(
    'req',
    '-x509',
    ...key,
    '-days',
    '2',
    '-subj',
    '/CN=authority',
    '-keyout',
    at('key'),
    '-out',
    at('crt'),
  );
  writeFileSync(at('index'), '');
  const settings = { database: at('index'), certificate: at('crt'), private_key: at('key') };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  const own = ['[ca]', 'default_ca = own', '[own]', ...lines, 'default_md = sha256', 'default_crl_days = 2'];
  writeFileSync(at('config'), `${own.join('\n')}\n`);
  return {
    certificate: read('crt'),
    key: read('key'),
    issue(subject, names) {
      openssl('req', ...key, '-subj', subject, '-keyout', at('one.key'), '-out', at('one.request'));
      writeFileSync(at('names'), names === undefined ? '' : `subjectAltName=${names}\n`);
      const request = ['-in', at('one.request'), '-extfile', at('names'), '-days', '2'];
      openssl(
        'x509',
        '-req',
        ...request,
        '-CA',
        at('crt'),
        '-CAkey',
        at('key'),
        '-CAcreateserial',
        '-out',
        at('one.crt'),
      );
      return { cert: read('one.crt'), key: read('one.key') };
    },
    revoke(...pairs) {
      for (const { cert } of pairs) {
        writeFileSync(at('one.crt'), cert);
        openssl('ca', '-config', at('config'), '-revoke', at('one.crt'));
      }
      openssl('ca', '-config', at('config'), '-gencrl', '-out', at('list'));
      return read('list');
    },
    close: () => rmSync(folder, { recursive: true }),
  };
}
