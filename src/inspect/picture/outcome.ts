import type { BackendUse, Forwarding } from '#model';
import type { Answering, Closing, Walk } from '#walk';

/** Outcome is what happens to something that a client sends; equal words mean the same outcome. */
export interface Outcome {
  readonly words: string;
  /** Whether the client gets what was intended, including a redirect, or an answer that a rule defines. */
  readonly works: 'wholly' | 'partly' | 'not';
}

/** outcomeOf words the outcome of a walk. */
export function outcomeOf({ outcome, filters, request }: Walk): Outcome {
  const asked = filters.filter(({ judgement }) => judgement.kind === 'depends').map(({ filter }) => filter);
  const after = asked.length === 0 ? '' : `, once ${asked.join(', ')} let it pass`;
  switch (outcome.kind) {
    case 'refused':
      return { words: 'nothing listens', works: 'not' };
    case 'taken':
      return { words: 'taken', works: 'wholly' };
    case 'closed':
      return { words: `closed: ${closings[outcome.because]}`, works: 'not' };
    case 'answered': {
      const { status, because, location } = outcome;
      const works = status < 400 || because === 'rule' ? worksIf(status < 500) : 'not';
      if (location !== undefined) return { words: `${status} to ${location}`, works };
      return { words: `${status}: ${answerings[because]}`, works };
    }
    case 'forwarded': {
      const { shares, mirrors, failure } = outcome;
      const [first] = shares;
      const same = first?.path === request?.path && first?.authority === request?.authority;
      const as = same || first === undefined ? '' : ` as ${first.authority}${first.path}`;
      const copies = mirrors.map(({ use }) => `, copied to ${displayUse(use)}`).join('');
      const { words, works } = shared(
        shares.map(({ destination }) => destination),
        `answered ${failure}`,
      );
      return { words: `${words}${as}${copies}${after}`, works };
    }
    case 'passed-on':
      return shared(outcome.route.forwarding.destinations, 'closed');
  }
}

const closings: Readonly<Record<Closing, string>> = {
  'server-name': 'no listener has that server name',
  plain: 'TLS is spoken there',
  tls: 'no TLS is spoken there',
  'no-route': 'no route takes it anywhere',
};

const answerings: Readonly<Record<Answering, string>> = {
  path: 'the listener refuses the path',
  header: 'the listener refuses a header',
  client: 'the listener refuses the client',
  health: 'the listener says that it is up',
  upgrade: 'the upgrade is not to be had',
  host: 'nothing has that host',
  misdirected: 'the host is another listener’s',
  match: 'no rule takes it',
  filter: 'a filter refuses it',
  redirect: 'redirected',
  rule: 'the rule says so',
  failure: 'the rule cannot be served as it is written',
};

function worksIf(works: boolean): Outcome['works'] {
  return works ? 'wholly' : 'not';
}

/** The destinations with their shares, the largest first; `failure` words the share of unusable ones. */
function shared(destinations: Forwarding['destinations'], failure: string): Outcome {
  const used = destinations.filter(({ weight }) => weight > 0);
  const sum = used.reduce((total, { weight }) => total + weight, 0);
  const weights = new Map<string, number>();
  for (const destination of used) {
    const name = destination.kind === 'backend' ? displayUse(destination.use) : failure;
    weights.set(name, (weights.get(name) ?? 0) + destination.weight);
  }
  const good = used.filter(({ kind }) => kind === 'backend').length;
  const words = [...weights]
    .sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
    .map(([name, weight]) => (weights.size === 1 ? name : `${percent(weight / sum)} ${name}`));
  return {
    words: words.join(', ') || failure,
    works: good === 0 ? 'not' : good < used.length ? 'partly' : 'wholly',
  };
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))}%`;
}

/** `backend/default/cart`, `service/default/web:8080`, followed by the backends that take over. */
function displayUse({ backend, failover = [] }: BackendUse): string {
  const [kind = '', , namespace, name, port] = backend.split('/');
  const own = `${kind.split('.')[0]}/${namespace}/${name}${port === undefined ? '' : `:${port}`}`;
  return failover.length === 0 ? own : `${own} (then ${failover.map(displayUse).join(', ')})`;
}
