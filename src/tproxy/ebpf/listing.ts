import type { Listing } from '../listing.ts';
import { matchText } from '../nftables/rule-text.ts';
import type { Plan } from '../plan.ts';
import { makeProgram } from '../program.ts';
import type { Match, Verdict } from '../rules.ts';

/** hooksOf is the hooks that the programs of a plan are attached to, in that order: those that redirect come last. */
export function hooksOf(plan: Plan): readonly string[] {
  return [
    ...['getsockopt', 'sock_ops', 'getpeername4', 'getpeername6', 'recvmsg4', 'recvmsg6'],
    ...(plan.inbound === undefined ? [] : ['sk_lookup']),
    ...['sendmsg4', 'sendmsg6', 'connect4', 'connect6'],
  ];
}

/** listHooks is the lines of hooks that programs are attached to, in the order of hooksOf. */
export function listHooks(hooks: readonly string[]): Listing {
  return hooks.toSorted().map(rule => ({ chain: 'hooks', rule }));
}

/** listRules is the rules that the programs of a plan walk, in nft's notation. */
export function listRules(plan: Plan): Listing {
  const program = makeProgram(plan);
  const walked = program.entries.filter(({ hook }) => hook.stage === 'first' || hook.stage === 'redirect');
  return program.chains
    .filter(({ name }) => walked.some(({ chain }) => chain === name))
    .flatMap(({ name, rules }) =>
      rules.map(({ match, verdict }) => ({
        chain: name,
        rule: [conditionText(match), verdictText(verdict)].filter(text => text !== '').join(' '),
      })),
    );
}

/** `opens` is left out: the programs see only packets that open connections. */
function conditionText({ opens: _, ...match }: Match): string {
  return matchText(match);
}

function verdictText(verdict: Verdict): string {
  return verdict.kind === 'redirect' ? `to :${verdict.port}` : verdict.kind;
}
