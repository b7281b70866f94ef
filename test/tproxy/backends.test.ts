import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { backendLaws } from './backend-laws.ts';
import { inLab } from './lab.ts';
import { cannotRunWith } from './rights.ts';

const beside = [
  ['nftables', 'nft'],
  ['iptables', 'nft'],
  ['iptables-legacy', 'legacy'],
  ['ebpf', 'nft'],
  ['ebpf', 'legacy'],
  ['ebpf', 'nobody'],
] as const;

for (const [name, neighbours] of beside) {
  const title = `${name} keeps the laws of backends beside rules of ${neighbours}`;
  test(title, { skip: cannotRunWith(name) ?? false }, async t => {
    await inLab({ envoy: true }, async lab => {
      writeFileSync(`${lab.directory}/resolv.conf`, 'nameserver 10.66.0.2\nnameserver fd66::2\n');
      await backendLaws(t, lab, { name }, neighbours);
    });
  });
}
