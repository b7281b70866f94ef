import type {
  ExplainedBackend,
  ExplainedEndpoint,
  ExplainedMember,
  ExplainedPolicy,
  ExplainedRef,
  Explanation,
  LookedUpName,
  Place,
} from '#inspect';
import { deepEqual } from '#lib/equal.ts';
import { stateWords } from '#status';
import { ago } from './ago.ts';
import type { Paint } from './colours.ts';
import { dataplaneText } from './dataplane-text.ts';
import { findingText } from './finding-text.ts';

type Of<K extends Explanation['kind']> = Extract<Explanation, { kind: K }>;

/** explanationText shows an explanation to people; `show` gives the names of files. */
export function explanationText(
  explanation: Explanation,
  show: (file: string) => string,
  paint: Paint,
): string {
  const at = (place: Place | undefined) =>
    place === undefined ? '' : ` (${show(place.file)}:${place.line})`;
  const said = { at, paint, finding: (f: Explanation['findings'][number]) => findingText(f, show, paint) };
  const findings = explanation.findings.map(finding => `  ${said.finding(finding)}`);
  return [
    `${paint('bold', explanation.subject)}${at(explanation.place)}`,
    ...body(explanation, said),
    ...(findings.length === 0 ? [] : ['  findings:', ...findings.map(line => `  ${line}`)]),
  ].join('\n');
}

interface Said {
  readonly at: (place: Place | undefined) => string;
  readonly paint: Paint;
  readonly finding: (finding: Explanation['findings'][number]) => string;
}

function body(explanation: Explanation, said: Said): readonly string[] {
  switch (explanation.kind) {
    case 'route':
      return route(explanation, said);
    case 'gateway':
      return gateway(explanation, said);
    case 'backend':
      return backend(explanation, said);
    case 'policy':
      return policy(explanation, said);
    case 'dataplane':
      return dataplaneText(explanation, said.at, said.paint);
    case 'mesh-policy':
      return meshPolicy(explanation, said);
    case 'other':
      return [];
  }
}

function route({ hostnames, parents, rules }: Of<'route'>, said: Said): string[] {
  const shared = sharedPolicies(rules);
  return [
    ...(hostnames === undefined ? [] : [`  hostnames: ${hostnames.join(', ') || 'those of the listener'}`]),
    ...(parents.length === 0 ? ['  attached to nothing'] : []),
    ...parents.map(({ target, accepted, reason, message, listeners }) =>
      accepted
        ? `  ${said.paint('green', 'attached')} to ${target}, listener${listeners.length === 1 ? '' : 's'} ${listeners.join(', ')}`
        : `  ${said.paint('red', 'not attached')} to ${target}: ${message} (${reason})`,
    ),
    ...policies(shared, '  '),
    ...rules.flatMap(({ name, matches, filters, refs, policies: own }, index) => [
      `  rule ${index}${name === undefined ? '' : ` ${name}`}: ${matches.join(' or ')}`,
      ...(filters.length === 0 ? [] : [`    filters: ${filters.join(', ')}`]),
      ...(shared.length > 0 ? [] : policies(own, '    ')),
      ...refs.flatMap(one => ref(one, refs.length > 1, said)),
    ]),
  ];
}

interface Governed {
  readonly policies: readonly ExplainedPolicy[];
}

/** Policies that are the same for all, so that they are listed once; none where they differ. */
function sharedPolicies([first, ...others]: readonly Governed[]): readonly ExplainedPolicy[] {
  const isSame = others.every(other => deepEqual(other.policies, first?.policies));
  return isSame ? (first?.policies ?? []) : [];
}

function policies(all: readonly ExplainedPolicy[], indent: string): string[] {
  return all.map(({ policy, at, through }) => {
    const only = through === undefined ? '' : `, for what comes through ${through}`;
    return `${indent}under ${policy}, which is on ${at}${only}`;
  });
}

function ref({ weight, groups, routes, ...one }: ExplainedRef, withWeight: boolean, said: Said): string[] {
  if (routes !== undefined) return [`    → goes on in ${routes.join(', ')}`];
  const share = withWeight ? `, weight ${weight}` : '';
  if (groups === undefined || one.findings.some(({ severity }) => severity === 'error'))
    return member(one, share, said);
  const led = groups.map(targets => targets.join(', ')).join('; while they are down: ');
  const warnings = one.findings.map(finding => `      ${said.finding(finding)}`);
  return [`    → ${one.target}${share}, which stands for ${led}`, ...warnings];
}

function member(
  { target, backend, place, path, findings }: ExplainedMember,
  share: string,
  said: Said,
): string[] {
  const [first] = findings;
  if (backend !== undefined) {
    const warnings = findings.map(finding => `      ${said.finding(finding)}`);
    return [`    → ${target}${share}: ${backendText(backend)}`, ...warnings];
  }
  const why = first === undefined ? 'there is no such backend' : `${first.message} (${first.reason})`;
  return [`    ${said.paint('red', '✗')} ${target}${share}: ${why}`, `      ${path}${said.at(place)}`];
}

const spokenNames: Readonly<Record<ExplainedBackend['protocol'], string>> = {
  http1: 'HTTP/1.1',
  http2: 'HTTP/2',
  auto: 'HTTP/2 or HTTP/1.1',
  tcp: 'TCP',
  udp: 'UDP',
  passthrough: 'TCP',
};

/** backendText says which protocol a backend speaks, and where its endpoints are. */
export function backendText({ protocol, tls, resolvedBy, fallback, endpoints }: ExplainedBackend): string {
  const resolver = {
    proxy: ', resolved by the proxy',
    'control-plane': ', resolved by the control plane',
    none: '',
  };
  const spoken = `${spokenNames[protocol]}${tls ? ' over TLS' : ''}`;
  const places = endpoints.length === 0 ? 'no endpoint: it answers 503' : endpoints.join(', ');
  return `${spoken}${resolver[resolvedBy]}${fallback ? ', a fallback' : ''}: ${places}`;
}

function gateway({ addsTo, proxy, connected, listeners, sets }: Of<'gateway'>, { paint }: Said): string[] {
  const shared = sharedPolicies(listeners);
  return [
    ...(addsTo === undefined ? [] : [`  adds to ${addsTo}`]),
    `  proxy ${proxy}: ${connected === 0 ? 'none is connected' : `${connected} connected`}`,
    ...policies(shared, '  '),
    ...listeners.flatMap(
      ({ name, port, hostname, protocol, programmed, problems, routes, policies: own }) => [
        `  listener ${name}: ${protocol} on port ${port} for ${hostname}, ${programmed ? paint('green', 'in force') : paint('red', 'not in force')}`,
        ...problems.map(problem => `    ${paint('red', '✗')} ${problem}`),
        ...(shared.length > 0 ? [] : policies(own, '    ')),
        ...routes.map(one => `    ← ${one}`),
      ],
    ),
    ...sets.map(set => `  and the listeners of ${set}`),
  ];
}

function backend(
  { backends, groups = [], policies: held = [], ready, referredToBy }: Of<'backend'>,
  said: Said,
): string[] {
  const { at, paint } = said;
  return [
    ...(backends.length + groups.length === 0 ? [`  ${paint('red', 'cannot be used')}`] : []),
    ...policies(held, '  '),
    ...groups.flatMap((members, i) => [
      i === 0 ? '  stands for' : '  and while those are down for',
      ...members.flatMap(one => member(one, '', said)),
    ]),
    ...(ready === undefined
      ? []
      : [`  ${paint(readyColours[ready.status], ready.reason)}: ${ready.message}`]),
    ...backends.flatMap(({ port, backend, policies: own, names, seen }) => [
      `  ${port === '' ? '' : `port ${port}: `}${backendText(backend)}`,
      ...policies(own, '    '),
      ...names.map(name => `    ${nameText(name)}`),
      ...seen.map(one => `    ${paint(one.state === 'healthy' ? 'green' : 'red', endpointText(one))}`),
    ]),
    ...(referredToBy.length === 0 ? ['  nobody refers to it'] : []),
    ...referredToBy.map(({ referrer, path, place, through }) => {
      const from = `  ← ${referrer} ${path}${at(place)}`;
      if (through === undefined) return from;
      return `${from}, ${through.length === 0 ? 'which no Gateway serves' : `through ${through.join(', ')}`}`;
    }),
  ];
}

const readyColours = { True: 'green', False: 'red', Unknown: 'dim' } as const;

function nameText({ name, addresses, since }: LookedUpName): string {
  const led = addresses.length === 0 ? 'leads to no address' : `leads to ${addresses.join(', ')}`;
  return `${name} ${led}${since === undefined ? '' : `, for ${ago(since)}`}`;
}

function endpointText({ address, since, proxies, ...how }: ExplainedEndpoint): string {
  return `${address} ${stateWords(how)}, for ${ago(since)}, at ${proxies.join(', ')}`;
}

function policy({ merges, targets, ancestors }: Of<'policy'>, { at, paint }: Said): string[] {
  return [
    ...(merges ? ['  merges with more general policies of its kind'] : []),
    ...(targets.length === 0 ? ['  is about nothing that is there'] : []),
    ...targets.flatMap(({ target, place, through, problem, overriddenFor }) => [
      problem === undefined
        ? `  ${paint('green', 'in force')} on ${target}${at(place)}${leads(target, through)}`
        : `  ${paint('red', 'not in force')} on ${target}${at(place)}: ${problem.message} (${problem.reason})`,
      ...overriddenFor.map(one => `    a more specific policy holds for ${one}`),
    ]),
    ...ancestors.flatMap(({ ancestor, conditions }) => [
      `  to ${ancestor}:`,
      ...conditions.map(
        ({ type, holds, reason, message }) =>
          `    ${type}=${holds ? 'True' : 'False'} (${reason}): ${message}`,
      ),
    ]),
  ];
}

function meshPolicy({ dataplanes }: Of<'mesh-policy'>, { at, paint }: Said): string[] {
  return [
    ...(dataplanes.length === 0 ? ['  is about no Dataplane that is there'] : []),
    ...dataplanes.flatMap(({ dataplane, items }) => [
      `  ${paint('green', 'in force')} on ${dataplane}`,
      ...items.map(({ path, place, about }) => `    by ${path}${at(place)}: ${about}`),
    ]),
  ];
}

function leads(target: string, through: readonly string[]): string {
  const others = through.filter(one => one !== target && !target.startsWith(`${one}/`));
  return others.length === 0 ? '' : `, through ${others.join(', ')}`;
}
