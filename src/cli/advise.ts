import { type Command, Option } from 'commander';
import type { DataplaneAdvice, MeshAdvice } from '#inspect';
import { parseDuration } from '#lib/duration.ts';
import { Fault } from '#lib/fault.ts';
import { dataplaneAdviceText, meshAdviceText } from './advice-text.ts';
import { addRestFlags } from './api/open-api.ts';
import { openRestApi, type RestFlags } from './api/rest-api.ts';
import type { RegisterCommand } from './command.ts';
import { addNamespaceFlags } from './namespace-flags.ts';
import { allPrintable } from './printable.ts';
import { print, printData } from './stdout.ts';

interface AdviseFlags extends RestFlags {
  readonly namespace: string;
  readonly since?: string;
  readonly output: 'text' | 'json' | 'yaml';
}

const examples = `
Proxies report every half minute which services they called. The control plane keeps these reports in memory, so after a
restart it knows only later calls. To find a call that is made once a month, wait a month.

Examples:
  fairlead advise dataplane/cart              the refs of cart in mesh default, as YAML to paste
  fairlead advise dataplane/cart --since 24h  only what it called in the last 24 hours
  fairlead advise mesh                        what this would save for each Dataplane
  fairlead advise mesh/shop -o json           the same for mesh shop, for a program to read`;

/** `fairlead advise`: what Dataplanes should declare as reached, judging by their calls. */
export const adviseCommand: RegisterCommand = program => {
  const command: Command = program
    .command('advise')
    .description(
      'Suggest the reachable backends of a Dataplane from its calls, or show what they would save in a mesh',
    )
    .addHelpText('after', examples)
    .argument('<object>', 'dataplane/NAME, mesh/NAME, or mesh for the one of -m')
    .argument('[name]', 'name of the object')
    .option('--since <duration>', 'count only calls of this last time: 30m, 24h')
    .addOption(
      new Option('-o, --output <format>', 'output format').choices(['text', 'json', 'yaml']).default('text'),
    );
  addRestFlags(addNamespaceFlags(command)).action(advise);
};

async function advise(object: string, second: string | undefined, flags: AdviseFlags): Promise<void> {
  const [word = '', slashed] = object.split('/', 2);
  const name = slashed ?? second;
  if (slashed !== undefined && second !== undefined)
    throw new Fault('usage', `say which: fairlead advise ${word}/NAME`);
  if (flags.since !== undefined && parseDuration(flags.since) === undefined)
    throw new Fault('usage', `--since ${flags.since}: must be a time like 30m or 24h`);
  const within = flags.since === undefined ? '' : `?within=${encodeURIComponent(flags.since)}`;
  const ask = async (...path: readonly string[]) => {
    const api = await openRestApi(flags);
    return allPrintable(await api.get(`/v1/advice/${path.map(encodeURIComponent).join('/')}${within}`));
  };
  if (/^mesh(es)?$/i.test(word)) {
    const advice = (await ask(name ?? flags.namespace)) as MeshAdvice;
    if (flags.output === 'text') print(meshAdviceText(advice));
    else printData(advice, flags.output);
  } else if (/^(dataplanes?|dp)$/i.test(word)) {
    if (name === undefined) throw new Fault('usage', 'say which: fairlead advise dataplane/NAME');
    const advice = (await ask(flags.namespace, name)) as DataplaneAdvice;
    if (flags.output === 'text') print(dataplaneAdviceText(advice));
    else printData(advice, flags.output);
  } else
    throw new Fault(
      'usage',
      `nothing can be advised for ${JSON.stringify(word)}: give dataplane/NAME or mesh`,
    );
}
