import { readFileSync, statSync } from 'node:fs';
import { normalizeHostname } from '#lib/hostname.ts';
import { isIpAddress } from '#lib/ip-address.ts';

/** A hosts file is a handful of lines; some people keep block lists in it. */
const maxBytes = 4 * 1024 ** 2;

/** HostsFile answers names from a file like /etc/hosts (hosts(5)). It is read again when it has changed. */
export class HostsFile {
  readonly #path: string;
  #stamp = '';
  #addresses: ReadonlyMap<string, readonly string[]> = new Map();

  constructor(path: string) {
    this.#path = path;
  }

  /** The addresses of a normalised name, in the order of the file; undefined where the file does not have it. */
  addressesOf(name: string): readonly string[] | undefined {
    this.#refresh();
    return this.#addresses.get(name);
  }

  #refresh(): void {
    try {
      const stat = statSync(this.#path);
      const stamp = `${stat.ino} ${stat.size} ${stat.mtimeMs} ${stat.ctimeMs}`;
      if (stamp === this.#stamp || stat.size > maxBytes) return;
      this.#addresses = parseHosts(readFileSync(this.#path, 'utf8'));
      this.#stamp = stamp;
    } catch {
      // Without such a file, DNS answers everything.
      this.#addresses = new Map();
      this.#stamp = '';
    }
  }
}

function parseHosts(text: string): Map<string, string[]> {
  const addresses = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (!isIpAddress(address)) continue;
    for (const name of names.map(normalizeHostname)) {
      addresses.set(name, [...(addresses.get(name) ?? []), address]);
    }
  }
  return addresses;
}
