import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configuration } from '../configuration.ts';
import { makePlan } from '../plan.ts';
import { planHash, recordPlan } from '../plan-record.ts';
import { exchangeText, scriptText } from './transaction.ts';

const { plan } = makePlan(
  configuration({
    files: [],
    environment: {},
    flags: {
      'redirect.dns.captureAll': true,
      'redirect.outbound.excludePorts': '9090,8000-8100',
      'redirect.inbound.excludePorts': '22',
      'redirect.outbound.excludePortsForUIDs': 'tcp:22:1000-1002',
    },
  }),
  { proxyUser: 5678, ipv6: true, resolvers: [], listeners: [] },
);
const hash = planHash(plan);

test('the script of a plan reads, in full', () => {
  const [record = ''] = recordPlan(plan, 120);
  const text = scriptText(plan).replace(/(\t\treturn comment "fairlead:\d+:.*\n)+/, '\t\t(the plan)\n');
  assert.ok(scriptText(plan).includes(record));
  assert.equal(
    text,
    `#!/usr/sbin/nft -f
# Transparent proxy, plan ${hash}. To install: nft -f FILE. To remove: nft delete table inet fairlead
# The proxy hands inbound IPv6 on from ::6. Before: ip -6 address add ::6/128 dev lo
table inet fairlead
delete table inet fairlead
table inet fairlead {
	chain owns_lo_v6 {}
	chain plan_a {
		(the plan)
	}
	chain zones_out_a {
		meta skuid 5678 udp dport 53 ct zone set 1 return
		meta skuid 5678 udp sport 15053 ct zone set 2 return
		udp dport 53 ct zone set 2 return
		udp sport 53 ct zone set 1 return
	}
	chain zones_pre_a {
		udp sport 53 ct zone set 1 return
		udp dport 53 ct zone set 1 return
	}
	chain dns_a {
		meta skuid 5678 return
		udp dport 53 counter redirect to :15053
		tcp dport 53 tcp flags & (fin | syn | rst | ack) == syn counter redirect to :15053
	}
	chain outbound_a {
		tcp dport 53 return
		meta skuid 1000-1002 tcp dport 22 return
		oifname "lo" ip saddr 127.0.0.6 return
		oifname "lo" ip6 saddr ::6 return
		oifname "lo" meta skuid 5678 tcp dport 22 return
		oifname "lo" meta skuid 5678 ip daddr != 127.0.0.1 tcp flags & (fin | syn | rst | ack) == syn counter redirect to :15006
		oifname "lo" meta skuid 5678 ip6 daddr != ::1 tcp flags & (fin | syn | rst | ack) == syn counter redirect to :15006
		oifname "lo" meta skuid != 5678 return
		meta skuid 5678 return
		tcp dport { 8000-8100, 9090 } return
		ip daddr 127.0.0.1 return
		ip6 daddr ::1 return
		tcp flags & (fin | syn | rst | ack) == syn counter redirect to :15001
	}
	chain inbound_a {
		tcp dport 22 return
		tcp flags & (fin | syn | rst | ack) == syn counter redirect to :15006
	}
	chain zones_output {
		type filter hook output priority -300; policy accept;
		meta l4proto udp jump zones_out_a comment "fairlead plan ${hash}"
	}
	chain zones_prerouting {
		type filter hook prerouting priority -300; policy accept;
		meta l4proto udp jump zones_pre_a comment "fairlead plan ${hash}"
	}
	chain first_output {
		type nat hook output priority -105; policy accept;
		udp dport 53 jump dns_a comment "fairlead plan ${hash}"
		tcp dport 53 jump dns_a comment "fairlead plan ${hash}"
	}
	chain redirect_output {
		type nat hook output priority -99; policy accept;
		meta l4proto tcp jump outbound_a comment "fairlead plan ${hash}"
	}
	chain redirect_prerouting {
		type nat hook prerouting priority -99; policy accept;
		meta l4proto tcp jump inbound_a comment "fairlead plan ${hash}"
	}
}
`,
  );
});

test('an exchange adds before it points, and empties base chains that the new plan has no use for', () => {
  const old = { name: 'invalid_prerouting', type: 'filter', hook: 'prerouting', priority: -150 } as const;
  const lines = exchangeText(plan, 'b', [old]).split('\n');
  const at = (line: string) => {
    const found = lines.findIndex(candidate => candidate.startsWith(line));
    assert.notEqual(found, -1, line);
    return found;
  };
  assert.ok(at('\tchain outbound_b {') < at('flush chain inet fairlead redirect_output'));
  assert.ok(
    at('flush chain inet fairlead redirect_output') <
      at('add rule inet fairlead redirect_output meta l4proto tcp jump outbound_b'),
  );
  at('flush chain inet fairlead invalid_prerouting');
  assert.equal(
    lines.some(line => line.includes('_a')),
    false,
    'the generation in force is not touched',
  );
});
