import type { Command } from 'commander';
import type { RegisterCommand } from './command.ts';
import { generateGroup } from './generate-group.ts';
import { addSigningFlags, giveToken, type SigningFlags } from './give-token.ts';
import { repeated } from './repeated.ts';

interface UserTokenFlags extends SigningFlags {
  readonly name: string;
  readonly group?: readonly string[];
}

const examples = `
Every user may read. Members of the group mesh-system:admin may also write, and issue tokens.

Examples:
  fairlead generate user-token --name ana --group mesh-system:admin --valid-for 720h > ana.token
  fairlead get dataplanes --token-file ana.token --api https://control:18001 --ca-cert-file ca.crt`;

/** `fairlead generate user-token`: makes the token with which a user opens the REST API. */
export const generateUserTokenCommand: RegisterCommand = program => {
  const command: Command = generateGroup(program)
    .command('user-token')
    .description('Create a token with which a user can use the REST API')
    .addHelpText('after', examples)
    .requiredOption('--name <name>', 'name of the user')
    .option('--group <name>', 'group of the user; may be repeated', repeated);
  addSigningFlags(command).action(generate);
};

async function generate(flags: UserTokenFlags): Promise<void> {
  const { name, group: groups = [] } = flags;
  await giveToken({ kind: 'user', name, groups }, '/tokens/user', { name, groups }, flags);
}
