import { type Command, Option } from 'commander';
import { type LocatedFinding, type ShownProxy, servedKinds } from '#inspect';
import { Fault } from '#lib/fault.ts';
import { ago } from './ago.ts';
import type { Api } from './api/api.ts';
import { type ApiFlags, addApiFlags, openApi } from './api/open-api.ts';
import { painter } from './colours.ts';
import type { RegisterCommand } from './command.ts';
import { findingLines } from './finding-text.ts';
import { getObjects, type ObjectFlags } from './get-objects.ts';
import { getWrites } from './get-writes.ts';
import { type KindWord, kindMeant, kindsMeant, readKindWord } from './kinds-meant.ts';
import { addNamespaceFlags } from './namespace-flags.ts';
import { print, printData } from './stdout.ts';
import { Table } from './table.ts';

interface GetFlags extends ApiFlags, ObjectFlags {}

const examples = `
Examples:
  fairlead get httproutes                  from the control plane on this machine
  fairlead get gateway/web -o yaml         one object, with its status
  fairlead get gateways,httproutes -A      several kinds, in all namespaces
  fairlead get backends -A -w              and then every change
  fairlead get httproutes -f shop/         from files, without a control plane
  fairlead get proxies                     connected proxies
  fairlead get findings                    everything that is wrong
  fairlead get writes                      who changed what in the store, latest first

Kinds (short names in brackets; several dialects share some names, such as backends):
${wrapped(
  [
    ...new Set(
      servedKinds.map(({ plural, shortNames }) => plural + shortNames.map(name => ` (${name})`).join('')),
    ),
  ].join(', '),
)}`;

/** Broken into lines of a terminal's width, indented as the examples are. */
function wrapped(text: string): string {
  return text.replaceAll(/(.{1,76})(?:\s+|$)/g, '  $1\n').trimEnd();
}

/** `fairlead get`: shows objects and their status, proxies, findings and writes. */
export const getCommand: RegisterCommand = program => {
  const command: Command = program
    .command('get')
    .description('Show objects with their status, connected proxies, findings, or writes to the store')
    .addHelpText('after', examples)
    .argument('<what>', 'KIND, KIND,KIND, KIND/NAME, proxies, findings or writes')
    .argument('[name]', 'name of one object')
    .option('-A, --all-namespaces', 'list all namespaces')
    .addOption(
      new Option('-o, --output <format>', 'output format (default: a table)').choices([
        'json',
        'yaml',
        'wide',
        'name',
      ]),
    )
    .option('-w, --watch', 'keep running and show every change');
  addApiFlags(addNamespaceFlags(command)).action(get);
};

async function get(what: string, name: string | undefined, flags: GetFlags): Promise<void> {
  const [word = '', slashed] = what.split('/', 2);
  if (slashed !== undefined && name !== undefined) {
    throw new Fault('usage', `give ${what} or a name after the kind, not both`);
  }
  const asked = readWords(word);
  const api = await openApi(flags);
  if (asked === 'proxies') await getProxies(api, flags);
  else if (asked === 'findings') await getFindings(api, flags);
  else if (asked === 'writes') await getWrites(api, flags.output);
  else await getNamed(api, asked, slashed ?? name, flags);
}

/** Words of kinds, or the one word for what is not an object. */
type Asked = readonly KindWord[] | 'proxies' | 'findings' | 'writes';

function readWords(text: string): Asked {
  if (/^prox(?:y|ies)$/i.test(text)) return 'proxies';
  if (/^findings?$/i.test(text)) return 'findings';
  if (/^writes?$/i.test(text)) return 'writes';
  return text.split(',').map(word => readKindWord(word, ['proxies', 'findings', 'writes']));
}

async function getNamed(
  api: Api,
  words: readonly KindWord[],
  name: string | undefined,
  flags: GetFlags,
): Promise<void> {
  const namespace = flags.allNamespaces === true ? '-' : flags.namespace;
  const kinds = await Promise.all(
    words.map(async word =>
      name === undefined
        ? await kindsMeant(api, word, namespace)
        : [await kindMeant(api, word, namespace, name)],
    ),
  );
  await getObjects(api, [...new Set(kinds.flat())], name, flags);
}

async function getProxies(api: Api, { output }: GetFlags): Promise<void> {
  const { items } = (await api.get('/v1/proxies')) as { readonly items: readonly ShownProxy[] };
  if (output === 'json' || output === 'yaml') {
    printData({ items }, output);
    return;
  }
  if (output === 'name') {
    print(items.map(({ id }) => `proxy/${id}`).join('\n'));
    return;
  }
  if (items.length === 0) {
    process.stderr.write('No proxy is connected.\n');
    return;
  }
  const header = ['ID', 'NODE', 'VIEW', 'STATE', 'MODE', 'ENVOY', 'SINCE', 'REJECTED'];
  const rows = items.map(({ id, node, view, state, mode, envoyVersion, since, rejected }) => [
    id,
    node,
    view,
    state,
    mode,
    envoyVersion,
    ago(since),
    rejected.map(({ name }) => name).join(','),
  ]);
  print(new Table(header, rows).text());
}

/** The most findings that are located: finding a line means reading the file. */
const mostFindings = 2000;

async function getFindings(api: Api, { output }: GetFlags): Promise<void> {
  const { total, items } = (await api.get(`/v1/findings?limit=${mostFindings}`)) as {
    readonly total: number;
    readonly items: readonly LocatedFinding[];
  };
  if (output === 'json' || output === 'yaml') {
    printData({ total, items }, output);
    return;
  }
  if (total === 0) process.stderr.write('Nothing to complain about.\n');
  const paint = painter(process.stdout);
  if (items.length > 0) print(findingLines(items, api.show, paint, { wide: output === 'wide' }).join('\n'));
  if (items.length < total) {
    const more = total - items.length;
    process.stderr.write(`and ${more} more: fairlead check -f PATH lists every mistake in files\n`);
  }
}
