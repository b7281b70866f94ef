import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import {
  type Allowed,
  comparePictures,
  type Fact,
  type LocatedFinding,
  type Outcome,
  type RequestFact,
  sampleKey,
} from '#inspect';
import type { Api } from './api/api.ts';
import { openLocalApi } from './api/local-api.ts';
import { openRestApi } from './api/rest-api.ts';
import { addClusterFlags, type ClusterFlags } from './cluster-flags.ts';
import { painter } from './colours.ts';
import type { RegisterCommand } from './command.ts';
import { readCommitted } from './committed-files.ts';
import { differenceText } from './difference-text.ts';
import { findingText } from './finding-text.ts';
import { addPolicyFlags, allowedPolicy, type PolicyFlags } from './policy-flags.ts';
import { allPrintable } from './printable.ts';
import { print, printData } from './stdout.ts';

interface DiffFlags extends PolicyFlags, ClusterFlags {
  readonly filename: readonly string[];
  readonly against: string;
  readonly api?: string;
  readonly tokenFile?: string;
  readonly output: 'text' | 'json' | 'yaml';
}

const examples = `
Examples:
  fairlead diff -f shop/                        edits since the last commit
  fairlead diff -f shop/ --against main         edits since another branch or commit
  fairlead diff -f new/ --against old/          new/ instead of old/
  fairlead diff -f shop/ --against running      shop/ instead of what the control plane on this machine serves
  fairlead diff -f shop/ --kubernetes           shop/ applied to the cluster
  fairlead diff -f shop/ && git commit -a       commit only if nothing breaks`;

/** `fairlead diff`: what an edit would do, before it is made. */
export const diffCommand: RegisterCommand = program => {
  const command: Command = program
    .command('diff')
    .description(
      'Show what an edit would change in traffic, status and proxy configuration; exits 1 if it breaks something',
    )
    .addHelpText('after', examples)
    .requiredOption(
      '-f, --filename <path...>',
      'files or directories with the new state; - is standard input',
    )
    .option(
      '--against <what>',
      'state to compare with: a path, a commit (of the same files), or running',
      'HEAD',
    )
    .option(
      '--api <address>',
      'REST API of the control plane for --against running (default: $FAIRLEAD_API, else the one that runs on this machine)',
    )
    .option('--token-file <file>', 'file with the token to show it (default: the token in $FAIRLEAD_TOKEN)')
    .addOption(
      new Option('-o, --output <format>', 'output format').choices(['text', 'json', 'yaml']).default('text'),
    );
  addClusterFlags(command, 'apply them to the objects of a Kubernetes cluster, and compare with these');
  addPolicyFlags(command, {
    addresses: 'none, or as the control plane for --against running',
    sockets: 'any, or as the control plane for --against running',
  }).action(diff);
};

async function diff(flags: DiffFlags): Promise<void> {
  const before = await openAgainst(flags);
  const was = await pictureOf(before);
  const after = await openLocalApi(flags.filename, flags, allowedPolicy(was.allowed));
  const is = await pictureOf(after);
  const difference = comparePictures(
    [...was.items, ...(await sentTo(before, was.items, is.items))],
    [...is.items, ...(await sentTo(after, is.items, was.items))],
  );
  const findings = newFindings(await findingsOf(before), await findingsOf(after));
  if (flags.output === 'text') {
    const paint = painter(process.stdout);
    const told = findings.map(finding => findingText(finding, after.show, paint));
    print(differenceText(allPrintable(difference), told, describeAgainst(flags), paint));
  } else printData({ ...difference, findings }, flags.output);
  if (difference.breaks > 0) process.exitCode = 1;
}

interface PictureAnswer {
  readonly allowed: Allowed;
  readonly items: readonly Fact[];
}

async function pictureOf(api: Api): Promise<PictureAnswer> {
  return (await api.get('/v1/picture')) as PictureAnswer;
}

/** Samples that are sent at once, and in total. */
const atOnce = 32;
const mostAsked = 5000;

/** sentTo sends this side the samples that the other side's picture has and this one's lacks, and returns the outcomes. */
async function sentTo(
  api: Api,
  own: readonly Fact[],
  others: readonly Fact[],
): Promise<readonly RequestFact[]> {
  const proxies = new Set(own.flatMap(fact => (fact.kind === 'listener' ? [fact.proxy] : [])));
  const known = new Set(own.flatMap(fact => (fact.kind === 'request' ? [sampleKey(fact)] : [])));
  const missing = others.filter(
    (fact): fact is RequestFact =>
      fact.kind === 'request' && proxies.has(fact.proxy) && !known.has(sampleKey(fact)),
  );
  const sent: RequestFact[] = [];
  for (let i = 0; i < Math.min(missing.length, mostAsked); i += atOnce) {
    const facts = missing.slice(i, i + atOnce).map(async (fact): Promise<RequestFact> => {
      const query = new URLSearchParams({ proxy: fact.proxy, sample: JSON.stringify(fact.sample) });
      return { ...fact, outcome: (await api.get(`/v1/outcome?${query}`)) as Outcome };
    });
    sent.push(...(await Promise.all(facts)));
  }
  return sent;
}

async function findingsOf(api: Api): Promise<readonly LocatedFinding[]> {
  const { items } = (await api.get('/v1/findings?limit=2000')) as {
    readonly items: readonly LocatedFinding[];
  };
  return items;
}

/** Findings that were not there before, wherever they stood. */
function newFindings(
  before: readonly LocatedFinding[],
  after: readonly LocatedFinding[],
): readonly LocatedFinding[] {
  const words = ({ place: _, ...finding }: LocatedFinding) => JSON.stringify(finding);
  const known = new Set(before.map(words));
  return after.filter(finding => !known.has(words(finding)));
}

async function openAgainst(flags: DiffFlags): Promise<Api> {
  const { against, filename } = flags;
  if (flags.kubernetes === true) return openLocalApi([], flags);
  if (against === 'running') return openRestApi(flags);
  if (existsSync(against)) return openLocalApi([against], flags);
  const committed = readCommitted(filename, against);
  try {
    return await openLocalApi(committed.paths, flags);
  } finally {
    committed.close();
  }
}

function describeAgainst({ against, kubernetes }: DiffFlags): string {
  if (kubernetes === true) return 'the cluster';
  if (against === 'running') return 'what runs';
  return existsSync(against) ? against : `commit ${against}`;
}
