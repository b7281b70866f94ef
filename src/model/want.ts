/**
 * Want is something whose endpoints stand in no resource and must be found elsewhere. `kind` says how; each kind has a
 * `Discovery` that finds it.
 */
export type Want = DnsWant;

/** DnsWant is a name that the control plane itself resolves: lower case, fully qualified, without final dot. */
export interface DnsWant {
  readonly kind: 'dns';
  readonly name: string;
}

/** Answer is what was found for a want of the same kind. How long it holds is its discovery's business. */
export type Answer = DnsAnswer;

/** DnsAnswer: IPv4 first, each family in ascending order, so that equal answers are equal. */
export interface DnsAnswer {
  readonly kind: 'dns';
  readonly addresses: readonly string[];
}

/**
 * Known is what is known of a want: the last answer, none before the first, and `error` where the latest try failed; both
 * where an answer outlived it.
 */
export interface Known<A extends Answer = Answer> {
  readonly answer?: A;
  readonly error?: string;
}

/** AnswerTo is the answer to a kind of want. */
export type AnswerTo<W extends Want> = Extract<Answer, { readonly kind: W['kind'] }>;

/** wantKey names a want: equal wants are one. */
export function wantKey(want: Want): string {
  switch (want.kind) {
    case 'dns':
      return [want.kind, want.name].join(' ');
  }
}
