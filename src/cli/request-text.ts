import type {
  ExplainedFilter,
  ExplainedPolicy,
  ExplainedShare,
  ExplainedWalk,
  RequestExplanation,
} from '#inspect';
import type { Colour, Paint } from './colours.ts';
import { backendText } from './explanation-text.ts';
import { findingText } from './finding-text.ts';

type Match = NonNullable<ExplainedWalk['taken']> | ExplainedWalk['others']['nearest'][number];

/** requestText shows people what a request meets; `show` gives the names of files. */
export function requestText(
  { request, walks }: RequestExplanation,
  show: (file: string) => string,
  paint: Paint,
): string {
  return [paint('bold', request), ...walks.flatMap(walk => walkLines(walk, show, paint))].join('\n');
}

function walkLines(walk: ExplainedWalk, show: (file: string) => string, paint: Paint): string[] {
  const { gateway, listener, domain, path, taken, filters, handling, backends, others } = walk;
  const ruleLine = (match: Omit<Match, 'match'>) => {
    const { place, name } = match;
    const at = place === undefined ? '' : ` (${show(place.file)}:${place.line})`;
    return `${match.route} ${match.path}${name === undefined ? '' : ` ${name}`}${at}`;
  };
  const rule = (match: Match) => `${ruleLine(match)}: ${match.match}`;
  return [
    paint('bold', gateway),
    `  ${outcomeLine(walk, paint)}`,
    ...labelled('listener', listener === undefined ? [] : [listenerLine(listener)]),
    ...labelled('host', domain === undefined ? [] : [domain === '*' ? 'every host' : domain]),
    ...labelled('path', path === undefined ? [] : [`${path}, as it is matched`]),
    ...labelled('rule', taken === undefined ? [] : [rule(taken)]),
    ...labelled('by way of', (taken?.through ?? []).map(ruleLine)),
    ...labelled('policies', (taken?.policies ?? []).map(policyLine)),
    ...labelled(
      'filters',
      filters.map(filter => filterLine(filter, paint)),
    ),
    ...labelled('on its way', handling),
    ...labelled(
      'goes to',
      backends.flatMap(share => shareLines(share, backends.length > 1, paint)),
    ),
    ...labelled(
      'findings',
      walk.findings.map(finding => findingText(finding, show, paint)),
    ),
    ...labelled(
      'assuming',
      walk.assumptions.map(one => assumed[one]),
    ),
    ...labelled(
      'but',
      walk.patchedBy.map(
        patch => `${patch} changes what the proxy is told, in Envoy's own words: this is from before it does`,
      ),
    ),
    ...labelled('not', [
      ...others.nearest.map(other => `${rule(other)} — ${other.why}`),
      ...(others.total > others.nearest.length ? [`and ${others.total - others.nearest.length} more`] : []),
    ]),
  ];
}

const assumed = {
  'proxy-protocol': 'the connection begins with the PROXY protocol, as the listener wants',
  'client-certificate': 'the client shows a certificate that the listener believes',
} as const;

const width = 'on its way'.length;

/** Lines with the label in front of the first. */
function labelled(label: string, lines: readonly string[]): string[] {
  return lines.map((line, i) => `    ${(i === 0 ? label : '').padEnd(width)}  ${line}`);
}

const colours: Readonly<Record<ExplainedWalk['outcome']['kind'], Colour>> = {
  refused: 'red',
  closed: 'red',
  taken: 'yellow',
  answered: 'yellow',
  forwarded: 'green',
  'passed-on': 'green',
};

function outcomeLine({ outcome, backends }: ExplainedWalk, paint: Paint): string {
  const { kind, status, location, grpcStatus, depends, why } = outcome;
  const targets = backends.flatMap(({ kind, target }) =>
    kind === 'share' && target !== undefined ? [target] : [],
  );
  const goes = kind === 'forwarded' || kind === 'passed-on';
  const head = goes
    ? `goes to ${targets.join(' or ')}`
    : status === undefined
      ? why
      : `answered with ${status}`;
  const details = [
    ...(location === undefined ? [] : [`to ${location}`]),
    ...(grpcStatus === undefined ? [] : [`gRPC status ${grpcStatus}`]),
    ...(status === undefined ? [] : [why]),
    ...(depends ? ['if the filters let it pass'] : []),
  ];
  const colour = status !== undefined && status < 400 ? 'green' : colours[kind];
  return `${paint(colour, head)}${details.length === 0 ? '' : `: ${details.join(', ')}`}`;
}

function listenerLine({
  listener,
  protocol,
  port,
  hostname,
}: NonNullable<ExplainedWalk['listener']>): string {
  return `${listener}: ${protocol} on port ${port} for ${hostname === '*' ? 'every host' : hostname}`;
}

function policyLine({ policy, at }: ExplainedPolicy): string {
  return `${policy}, which is on ${at}`;
}

const signs = { passes: '✓', answers: '✗', depends: '?', shapes: '·' } as const;
const signColours = { passes: 'green', answers: 'red', depends: 'yellow', shapes: 'dim' } as const;

function filterLine({ filter, does, status, why, asks, policy }: ExplainedFilter, paint: Paint): string {
  const answer = status === undefined ? '' : ` ${status}`;
  const asked = asks.length === 0 ? '' : `, asks ${asks.join(', ')}`;
  const by = policy === undefined ? '' : ` (${policy.policy})`;
  return `${paint(signColours[does], signs[does])} ${filter}${answer}: ${why}${asked}${by}`;
}

function shareLines(share: ExplainedShare, withShare: boolean, paint: Paint): string[] {
  const { kind, target, percent, backend, path, host, handling, standIns, policies } = share;
  const part = kind === 'copy' ? `a copy of ${percent} %: ` : withShare ? `${percent} %: ` : '';
  if (target === undefined) return [`${part}${paint('red', 'nowhere')}: the reference cannot be used`];
  const seen = path === undefined ? [] : [`sees ${host ?? 'its own name'} ${path}`];
  return [
    `${part}${target}${backend === undefined ? '' : `, ${backendText(backend)}`}`,
    ...[
      ...seen,
      ...handling,
      ...policies.map(one => `under ${policyLine(one)}`),
      ...standIns.map(
        one =>
          `while it is down: ${one.target}${one.backend === undefined ? '' : `, ${backendText(one.backend)}`}`,
      ),
    ].map(line => `  ${line}`),
  ];
}
