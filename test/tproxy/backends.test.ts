import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { backendLaws } from './backend-laws.ts';
import { createLab } from './lab.ts';
import { cannotRun } from './rights.ts';

for (const name of ['nftables', 'iptables', 'iptables-legacy', 'ebpf'] as const) {
  test(`${name} keeps the laws of backends`, { skip: cannotRun() ?? false }, async t => {
    const lab = await createLab();
    try {
      writeFileSync(`${lab.directory}/resolv.conf`, 'nameserver 10.66.0.2\nnameserver fd66::2\n');
      await backendLaws(t, lab, { name });
    } finally {
      await lab.close();
    }
  });
}
