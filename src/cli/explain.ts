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
  fairlead explain httproute/shop            which listeners accepted it, and where each rule leads
  fairlead explain backend/cart -n checkout  its endpoints, and what refers to it
  fairlead explain btp/general               where the policy is in force, and which policy wins where it is not
  fairlead explain gateway/web -f shop/      from files, without a control plane
  fairlead explain dataplane/cart --to redis whether it reaches redis, and why
  fairlead explain request GET https://shop.example.com/cart
                                             what happens to one request (see explain request --help)`;

/** `fairlead explain`: what happens to the requests that an object is about, and why. */
export const explainCommand: RegisterCommand = program => {
  const command: Command = program
    .command('explain')
    .description(
      'Explain what a route, gateway, backend, policy or dataplane does to requests, or what happens to one request',
    )
    .addHelpText('after', examples)
    .argument('<object>', 'KIND/NAME, or KIND')
    .argument('[name]', 'name of the object')
    .option('--to <service>', 'with a dataplane: whether it reaches this service, and why')
    .addOption(
      new Option('-o, --output <format>', 'output format').choices(['text', 'json', 'yaml']).default('text'),
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
