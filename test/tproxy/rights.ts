import { existsSync } from 'node:fs';
import { envoyBinary } from './envoy.ts';

/** What every suite with namespaces uses. */
const tools = ['ip', 'nft', 'iptables-nft', 'iptables-legacy', 'setpriv', 'unshare', 'sysctl'] as const;

/** cannotRun is why tests with namespaces cannot run on this machine, said in full; undefined where they can. */
export function cannotRun(...programs: readonly string[]): string | undefined {
  if (process.geteuid?.() !== 0) return 'needs root: network namespaces and a firewall';
  const missing = [...tools, ...programs].filter(name => !isThere(name));
  if (missing.length > 0) return `needs the program ${missing.join(', ')}`;
  return envoyBinary() === undefined ? 'needs Envoy: run npm run setup' : undefined;
}

function isThere(program: string): boolean {
  return ['/usr/sbin', '/sbin', '/usr/bin', '/bin'].some(directory => existsSync(`${directory}/${program}`));
}
