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
What is called is told by the proxies themselves, every half minute, and remembered in memory: a control plane that was
started anew knows what was called since. Whoever calls something once a month has to be watched for a month.

Examples:
  fairlead advise dataplane/cart              the refs of cart in mesh default, as YAML to paste
  fairlead advise dataplane/cart --since 24h  leaves out what it called last before that
  fairlead advise mesh                        how much that would save, for each Dataplane
  fairlead advise mesh/shop -o json           of mesh shop, for a program`;

/** `fairlead advise`: what Dataplanes should declare as reached, judging by their calls. */
export const adviseCommand: RegisterCommand = program => {
  const command: Command = program
    .command('advise')
    .description(
      'Say what a Dataplane should declare that it reaches, by what it really called; or what that would save in a mesh',
    )
    .addHelpText('after', examples)
    .argument('<object>', 'dataplane/NAME, mesh/NAME, or mesh: the one of -m')
    .argument('[name]', 'its name')
    .option('--since <duration>', 'leave out what was called last before that (30m, 24h)')
    .addOption(
      new Option('-o, --output <form>', 'how to print it').choices(['text', 'json', 'yaml']).default('text'),
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
