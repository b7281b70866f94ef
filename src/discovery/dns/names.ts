import { Resolver } from 'node:dns/promises';
import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { DnsWant } from '#model';
import type { Lookup } from '../repeated-lookups.ts';
import { HostsFile } from './hosts-file.ts';
import { lookUp } from './lookup.ts';

export interface NamesOptions {
  /** Default: the servers of this machine (/etc/resolv.conf). */
  readonly resolver?: Resolver;
  /** Names in this file are not asked for. Default: /etc/hosts. */
  readonly hostsFile?: string;
}

/** Names looks up names: in the hosts file first, then in DNS. */
export interface Names {
  /** The servers that are asked, in their order: `HOST`, `HOST:PORT` or `[HOST]:PORT`. */
  servers(): readonly string[];
  /** An answer that needs no question to a server. */
  atHand(name: string): Lookup<DnsWant> | undefined;
  /** Never rejects. */
  lookUp(name: string): Promise<Lookup<DnsWant>>;
  close(): void;
}

/** openNames calls `changed` when the hosts file did. */
export function openNames(
  { resolver = new Resolver({ timeout: 2000, tries: 2 }), hostsFile = '/etc/hosts' }: NamesOptions,
  changed: () => void,
): Names {
  const hosts = new HostsFile(hostsFile);
  const watcher = watchFile(hostsFile, changed);
  return {
    servers: () => resolver.getServers(),
    atHand: name => {
      const addresses = hosts.addressesOf(name);
      if (addresses === undefined) return undefined;
      const answer = { kind: 'dns', addresses } as const;
      return { kind: 'found', answer, ttl: Number.POSITIVE_INFINITY, complete: true };
    },
    lookUp: name => lookUp(resolver, name),
    close: () => {
      watcher?.close();
      resolver.cancel();
    },
  };
}

/** Watches the directory, since editors replace the file by a new one. */
function watchFile(path: string, changed: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(dirname(path), { persistent: false }, (_, name) => {
      if (name === null || name === basename(path)) changed();
    });
    watcher.on('error', () => {});
    return watcher;
  } catch {
    // Each lookup checks the file anyway.
    return undefined;
  }
}
