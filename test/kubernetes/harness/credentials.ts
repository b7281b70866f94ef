import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeAuthority } from '../../harness/authority.ts';
import { kubeconfig } from './kubeconfig.ts';

/**
 * Credentials are the authority and certificates of one Kubernetes. All of them are files, as many programs accept nothing
 * else.
 */
export interface Credentials {
  /** The path of the authority's own certificate. */
  readonly authorityFile: string;
  /** Makes a certificate of that name, for `names` such as `DNS:a.test,IP:192.0.2.1` or for a member of `groups`. Gives paths. */
  pair(
    name: string,
    of?: { readonly names?: string; readonly groups?: readonly string[] },
  ): { readonly certificate: string; readonly key: string };
  /** Makes a user of this name, in these groups, for the API server. Returns the path of a kubeconfig. */
  user(name: string, ...groups: readonly string[]): string;
  close(): void;
}

/** makeCredentials makes an authority for the API server at a URL. */
export function makeCredentials(directory: string, url: string): Credentials {
  const authority = makeAuthority('elliptic-curve');
  const write = (name: string, text: string) => {
    const path = join(directory, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  const subject = (name: string, groups: readonly string[]) =>
    [...groups.map(group => `/O=${group}`), `/CN=${name}`].join('');
  return {
    authorityFile: write('authority.crt', authority.certificate),
    pair: (name, { names, groups = [] } = {}) => {
      const { cert, key } = authority.issue(subject(name, groups), names);
      return { certificate: write(`${name}.crt`, cert), key: write(`${name}.key`, key) };
    },
    user: (name, ...groups) => {
      const config = kubeconfig(url, authority.certificate, authority.issue(subject(name, groups)));
      return write(`${name.replaceAll(':', '-')}.kubeconfig`, config);
    },
    close: authority.close,
  };
}
