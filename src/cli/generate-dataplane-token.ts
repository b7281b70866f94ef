import type { Command } from 'commander';
import { Fault } from '#lib/fault.ts';
import type { Token } from '#tokens';
import type { RegisterCommand } from './command.ts';
import { generateGroup } from './generate-group.ts';
import { addSigningFlags, giveToken, type SigningFlags } from './give-token.ts';
import { repeated } from './repeated.ts';

interface DataplaneTokenFlags extends SigningFlags {
  readonly name?: string;
  readonly mesh: string;
  readonly tag?: readonly string[];
  readonly proxyType: string;
}

const examples = `
Examples:
  fairlead generate dataplane-token --name web-1 --valid-for 720h > web-1.token
  fairlead generate dataplane-token --mesh shop --tag kuma.io/service=web --tag kuma.io/service=admin --valid-for 24h
  fairlead generate dataplane-token --proxy-type gateway --name shop/edge --valid-for 720h
  fairlead generate dataplane-token --name web-1 --valid-for 1h --signing-key-file key.pem --kid 2      offline`;

/** `fairlead generate dataplane-token`: makes the token with which a proxy proves who it is. */
export const generateDataplaneTokenCommand: RegisterCommand = program => {
  const command: Command = generateGroup(program)
    .command('dataplane-token')
    .description('Create a token with which a proxy proves its identity')
    .addHelpText('after', examples)
    .option('--name <name>', 'name of the Dataplane, or NAMESPACE/NAME of the gateway (default: any)')
    .option('--mesh <name>', 'mesh of the Dataplane', 'default')
    .option(
      '--tag <tag=value>',
      'tag that the Dataplane must have; may be repeated, also with further values of one tag',
      repeated,
    )
    .option('--proxy-type <type>', 'kind of proxy: dataplane or gateway', 'dataplane');
  addSigningFlags(command).action(generate);
};

async function generate(flags: DataplaneTokenFlags): Promise<void> {
  const { name, mesh, proxyType, tag = [] } = flags;
  if (proxyType !== 'dataplane' && proxyType !== 'gateway')
    throw new Fault('usage', `--proxy-type ${proxyType}: must be dataplane or gateway`);
  const tags = readTags(tag);
  const named = name === undefined ? {} : { name };
  const token: Token =
    proxyType === 'gateway'
      ? { kind: 'gateway', ...named }
      : { kind: 'dataplane', mesh, ...named, ...(tag.length === 0 ? {} : { tags }) };
  await giveToken(token, '/tokens/dataplane', { ...named, mesh, tags, type: proxyType }, flags);
}

function readTags(written: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const tags: Record<string, string[]> = {};
  for (const text of written) {
    const [, tag = '', value = ''] = /^([^=]+)=(.+)$/.exec(text) ?? [];
    if (tag === '') throw new Fault('usage', `--tag ${text}: must be TAG=VALUE`);
    tags[tag] = [...(tags[tag] ?? []), value];
  }
  return tags;
}
