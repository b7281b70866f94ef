import { missingPrograms } from '../harness/missing-programs.ts';
import { builtEbpf } from './bundle.ts';
import { cgroup2 } from './cgroup.ts';
import { envoyBinary } from './envoy.ts';

/** What every suite with namespaces uses. */
const tools = ['ip', 'nft', 'iptables-nft', 'iptables-legacy', 'setpriv', 'unshare', 'sysctl'] as const;

/** cannotRun is why tests with namespaces cannot run on this machine, said in full; undefined where they can. */
export function cannotRun(...programs: readonly string[]): string | undefined {
  if (process.geteuid?.() !== 0) return 'needs root: network namespaces and a firewall';
  const missing = missingPrograms(...tools, ...programs);
  if (missing !== undefined) return missing;
  if (cgroup2() === undefined) return 'needs cgroup v2, mounted';
  return envoyBinary() === undefined ? 'needs Envoy: run npm run setup' : undefined;
}

/** cannotRunWith is the same for tests of one backend. */
export function cannotRunWith(backend: string, ...programs: readonly string[]): string | undefined {
  return backend === 'ebpf' ? (cannotRun(...programs) ?? cannotSeeEbpf()) : cannotRun(...programs);
}

/** cannotSeeEbpf is why programs in the kernel cannot be told from outside; undefined where they can. */
export function cannotSeeEbpf(): string | undefined {
  const missing = missingPrograms('bpftool', 'tc', 'findmnt');
  if (missing !== undefined) return missing;
  return builtEbpf() === undefined ? 'needs the eBPF programs: run npm run build:ebpf' : undefined;
}
