import { sh } from './namespace.ts';

/**
 * addForeignRules puts rules on a host as container engines, kube-proxy and administrators do: in iptables of one
 * variant, for both families, and in nft. The service address 10.96.0.1:443 leads to the world's port 8000.
 */
export async function addForeignRules(namespace: string, variant: 'nft' | 'legacy'): Promise<void> {
  const program = { 4: `iptables-${variant}`, 6: `ip6tables-${variant}` };
  const rules: readonly (readonly [4 | 6, string])[] = [
    [4, '-t nat -N KUBE-SERVICES'],
    [
      4,
      '-t nat -A KUBE-SERVICES -d 10.96.0.1/32 -p tcp -m tcp --dport 443 -j DNAT --to-destination 10.66.0.2:8000',
    ],
    [4, '-t nat -A PREROUTING -j KUBE-SERVICES'],
    [4, '-t nat -A OUTPUT -j KUBE-SERVICES'],
    [4, '-t nat -N DOCKER'],
    [4, '-t nat -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER'],
    [4, '-t nat -A DOCKER -p tcp -m tcp --dport 2375 -j DNAT --to-destination 172.30.0.2:8000'],
    [4, '-t nat -A POSTROUTING -s 172.30.0.0/24 -o eth9 -j MASQUERADE'],
    [4, '-t filter -A INPUT -p tcp -m tcp --dport 6666 -j DROP'],
    [4, '-t raw -A PREROUTING -d 192.0.2.200/32 -j DROP'],
    [6, '-t nat -N KUBE-SERVICES'],
    [6, '-t nat -A OUTPUT -j KUBE-SERVICES'],
    [6, '-t filter -A INPUT -p tcp -m tcp --dport 6666 -j DROP'],
  ];
  for (const [family, rule] of rules) await sh(namespace, program[family], ...rule.split(' '));
  const table =
    'table inet admin { set office { type ipv4_addr; flags interval; elements = { 10.1.0.0/16 }; }; chain input { type filter hook input priority 0; policy accept; tcp dport 6667 ip saddr @office drop; }; }';
  await sh(namespace, 'nft', table);
}
