import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { makeServerAuthority, makeServerCertificate, type ServerCertificate } from '#identity';
import { isIpAddress } from '#lib/ip-address.ts';
import type { State } from '#state';
import { replaceFile } from './replace-file.ts';

/** OwnCertificate is a certificate that a control plane has made for itself. */
export interface OwnCertificate extends ServerCertificate {
  /** The file with the authority that clients have to trust. */
  readonly file: string;
}

const name = 'server-authority';

/**
 * ownCertificate makes a certificate for all names and addresses of this machine. Its authority is made once and kept, so
 * that clients trust the next process as well. The authority's certificate is left in the state directory, as `ca.crt`.
 */
export async function ownCertificate(
  state: State,
  directory: string,
  listening: readonly string[],
): Promise<OwnCertificate> {
  const now = Date.now();
  const kept = readPair(state.get(name));
  const authority = kept ?? (await makeServerAuthority(now));
  if (kept === undefined) await state.put(name, JSON.stringify(authority));
  const made = await makeServerCertificate(authority, hostsOf(listening), now);
  const file = join(directory, 'ca.crt');
  replaceFile(file, made.authority, 0o644);
  return { ...made, file };
}

function readPair(text: string | undefined) {
  if (text === undefined) return undefined;
  const { certificate, privateKey } = JSON.parse(text) as Partial<Record<string, unknown>>;
  return typeof certificate === 'string' && typeof privateKey === 'string'
    ? { certificate, privateKey }
    : undefined;
}

function hostsOf(listening: readonly string[]) {
  const own = Object.values(networkInterfaces()).flatMap(all => all ?? []);
  const all = [
    'localhost',
    hostname(),
    ...listening,
    ...own.map(({ address }) => address.replace(/%.*$/, '')),
  ];
  const hosts = [...new Set(all)].filter(host => host !== '0.0.0.0' && host !== '::');
  return {
    names: hosts.filter(host => !isIpAddress(host) && /^[A-Za-z0-9.-]+$/.test(host)),
    addresses: hosts.filter(isIpAddress),
  };
}
