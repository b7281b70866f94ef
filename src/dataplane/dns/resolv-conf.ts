import { type FSWatcher, readFileSync, realpathSync, statSync, watch } from 'node:fs';
import { isIP } from 'node:net';
import { basename, dirname } from 'node:path';
import type { DnsServerAddress } from '#lib/dns-server.ts';

/** FollowedServers are the servers that a resolv.conf names at present. */
export interface FollowedServers {
  servers(): readonly DnsServerAddress[];
  close(): void;
}

/** More than any machine has; a C library takes three. */
const mostServers = 16;
const mostBytes = 64 * 1024;

/** The server that a C library asks where the file names none (resolv.conf(5)). */
const fallback: DnsServerAddress = { host: '127.0.0.1', port: 53 };

/** parseResolvConf gives the servers that a resolv.conf names, in their order. */
export function parseResolvConf(text: string): readonly DnsServerAddress[] {
  const servers = text
    .split('\n')
    .map(line => /^\s*nameserver\s+(\S+)/.exec(line)?.[1] ?? '')
    .filter(host => isIP(host) !== 0)
    .map(host => ({ host, port: 53 }));
  return servers.length === 0 ? [fallback] : servers.slice(0, mostServers);
}

/**
 * followResolvConf reads the file, and reads it again whenever it changes: written over, replaced, or reached by a link that
 * leads elsewhere. While it cannot be read, the last servers stay. `changed` is called after each change.
 */
export function followResolvConf(path: string, changed: () => void = () => {}): FollowedServers {
  let servers = read(path) ?? [fallback];
  let watchers: readonly FSWatcher[] = [];

  function follow(): void {
    for (const watcher of watchers) watcher.close();
    // The file itself is watched since containers mount it, and it is written from outside. Its folders are, since most
    // programs replace it.
    const paths = [path, realPathOf(path)];
    const names = paths.map(one => basename(one));
    const folders = [...new Set(paths.map(one => dirname(one)))];
    watchers = [...folders, ...paths.slice(1)]
      .map(one => watching(one, names))
      .filter(watcher => watcher !== undefined);
  }

  function watching(what: string, names: readonly string[]): FSWatcher | undefined {
    try {
      const watcher = watch(what, { persistent: false }, (event, name) => {
        if (name !== null && !names.includes(name)) return;
        const found = read(path);
        if (event === 'rename') follow();
        if (found === undefined || JSON.stringify(found) === JSON.stringify(servers)) return;
        servers = found;
        changed();
      });
      watcher.on('error', () => {});
      return watcher;
    } catch {
      return undefined;
    }
  }

  follow();
  return {
    servers: () => servers,
    close: () => {
      for (const watcher of watchers) watcher.close();
      watchers = [];
    },
  };
}

function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function read(path: string): readonly DnsServerAddress[] | undefined {
  try {
    return statSync(path).size > mostBytes ? undefined : parseResolvConf(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
