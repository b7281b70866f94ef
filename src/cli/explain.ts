import { type Command, Option } from 'commander';
import { type Explanation, typeName } from '#inspect';
import { Fault } from '#lib/fault.ts';
import { type ApiFlags, addApiFlags, openApi } from './api/open-api.ts';
import { painter } from './colours.ts';
import type { RegisterCommand } from './command.ts';
import { addRequestCommand } from './explain-request.ts';
import { explanationText } from './explanation-text.ts';
import { kindMeant, readKindWord } from './kinds-meant.ts';
import { addNamespaceFlags } from './namespace-flags.ts';
import { allPrintable } from './printable.ts';
import { print, printData } from './stdout.ts';

interface ExplainFlags extends ApiFlags {
  readonly namespace: string;
  readonly output: 'text' | 'json' | 'yaml';
  readonly to?: string;
}

const examples = `
Examples:
  fairlead explain httproute/shop            which listeners took it, where each rule leads, and what leads nowhere
  fairlead explain backend/cart -n checkout  its endpoints, and who refers to it
  fairlead explain btp/general               where the policy holds, where not, and what goes before it
  fairlead explain gateway/web -f shop/      of files, with nothing running
  fairlead explain dataplane/cart --to redis what of redis it reaches, and by what; or why not
  fairlead explain request GET https://shop.example.com/cart
                                             what a request meets, and why not the others (--help for more)`;

/** `fairlead explain`: what happens to the requests that an object is about, and why. */
export const explainCommand: RegisterCommand = program => {
  const command: Command = program
    .command('explain')
    .description(
      'Say what becomes of the requests that a route, a gateway, a backend or a policy is about, or of one request, and why',
    )
    .addHelpText('after', examples)
    .argument('<object>', 'KIND/NAME, or a kind')
    .argument('[name]', 'its name')
    .option('--to <service>', 'of a dataplane: whether it reaches this service, and why')
    .addOption(
      new Option('-o, --output <form>', 'how to print it').choices(['text', 'json', 'yaml']).default('text'),
    );
  // Flags after `request` belong to that subcommand.
  addApiFlags(addNamespaceFlags(command)).enablePositionalOptions().action(explain);
  addRequestCommand(command);
};

async function explain(object: string, second: string | undefined, flags: ExplainFlags): Promise<void> {
  const [word = '', slashed] = object.split('/', 2);
  const name = slashed ?? second;
  if (name === undefined || (slashed !== undefined && second !== undefined)) {
    throw new Fault('usage', `say which: fairlead explain ${word.toLowerCase()}/NAME`);
  }
  const named = readKindWord(word);
  const api = await openApi(flags);
  const kind = await kindMeant(api, named, flags.namespace, name);
  const path = [typeName(kind), kind.namespaced ? flags.namespace : '-', name]
    .map(encodeURIComponent)
    .join('/');
  const asked = flags.to === undefined ? '' : `?to=${encodeURIComponent(flags.to)}`;
  const explanation = (await api.get(`/v1/explain/${path}${asked}`)) as Explanation;
  if (flags.output === 'text')
    print(explanationText(allPrintable(explanation), api.show, painter(process.stdout)));
  else printData(explanation, flags.output);
}
