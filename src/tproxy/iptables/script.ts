import type { Family } from '../cidr.ts';
import { needsLoopback, type Plan } from '../plan.ts';
import { planHash } from '../plan-record.ts';
import type { Variant } from './programs.ts';
import { exchangeText, ownershipText } from './restore.ts';
import { chainPrefix } from './rule-text.ts';

/**
 * scriptText is a shell script that installs a plan with iptables on a host without Fairlead, replacing whatever of ours was
 * installed before; with the argument `remove` it removes the rules.
 */
export function scriptText(plan: Plan, variant: Variant, comments: boolean): string {
  const rules = (family: Family) => {
    if (!plan.families.includes(family)) return '';
    const owned = family === 6 && needsLoopback(plan) ? ownershipText([]) : '';
    return `${owned}${exchangeText(plan, family, [], [], comments)}`;
  };
  const loopback = needsLoopback(plan);
  return `#!/bin/sh
# Transparent proxy, plan ${planHash(plan)}. To install: sh FILE. To remove: sh FILE remove
set -e

# Lines that take our chains out of what "$1-save" prints, table by table.
removal() {
  "$1-save" | awk '
    /^\\*/ { table = $1; jumps = ""; flushes = ""; removals = "" }
    /^:${chainPrefix}/ { name = substr($1, 2); flushes = flushes "-F " name "\\n"; removals = removals "-X " name "\\n" }
    /^-A / && !/^-A ${chainPrefix}/ && / -j ${chainPrefix}/ { sub(/^-A/, "-D"); jumps = jumps $0 "\\n" }
    /^COMMIT/ && jumps flushes != "" { printf "%s\\n%s%s%sCOMMIT\\n", table, jumps, flushes, removals }'
}

replace() {
  { removal "$1"; if [ "$2" != remove ]; then cat; fi; } | "$1-restore" --noflush
}
${
  loopback
    ? `
# The proxy hands inbound IPv6 connections on from ::6.
if [ "$1" != remove ]; then ip -6 address replace ::6/128 dev lo nodad; fi
`
    : ''
}
# The program by the name that tells its variant, else by its plain name.
program() { if command -v "$1-${variant}-restore" >/dev/null; then echo "$1-${variant}"; else echo "$1"; fi; }

replace "$(program iptables)" "$1" <<'RULES'
${rules(4)}RULES
if command -v "$(program ip6tables)-restore" >/dev/null; then
replace "$(program ip6tables)" "$1" <<'RULES'
${rules(6)}RULES
fi
${loopback ? `if [ "$1" = remove ]; then ip -6 address del ::6/128 dev lo 2>/dev/null || true; fi\n` : ''}`;
}
