import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Fault } from '#lib/fault.ts';
import { readUrl } from './api/rest-api.ts';
import type { RegisterCommand } from './command.ts';
import { commandGroup } from './command-group.ts';
import {
  configFile,
  type KnownControlPlane,
  readKnownControlPlanes,
  writeKnownControlPlanes,
} from './known-control-planes.ts';
import { print, printData } from './stdout.ts';
import { Table } from './table.ts';

interface AddFlags {
  readonly name: string;
  readonly address: string;
  readonly tokenFile?: string;
  readonly overwrite?: boolean;
}

const examples = `
Examples:
  fairlead config control-planes add --name prod --address https://mesh.example.com:5681 --token-file ~/prod.token
  fairlead config control-planes switch --name prod
  fairlead config control-planes list`;

/** `fairlead config`: which control planes there are, and which one commands go to. */
export const configCommand: RegisterCommand = program => {
  const config = commandGroup(
    program,
    'config',
    'Manage the list of control planes that commands can talk to',
  );
  config.addHelpText('after', examples);
  config
    .command('view')
    .description('Show the configuration')
    .action(() => printData(readKnownControlPlanes(), 'yaml'));
  const group: Command = config
    .command('control-planes')
    .description('Add, list, remove and choose control planes');
  group
    .command('add')
    .description('Add a control plane, and switch to it')
    .requiredOption('--name <name>', 'name of the control plane')
    .requiredOption('--address <address>', 'its REST API: HOST:PORT or URL')
    .option('--token-file <file>', 'file with the token for it; read again for every command')
    .option('--overwrite', 'replace an existing entry of this name')
    .action(add);
  group.command('list').description('List control planes; * marks the current one').action(list);
  group
    .command('remove')
    .description('Remove a control plane from the list')
    .requiredOption('--name <name>', 'its name')
    .action(({ name }: { readonly name: string }) => remove(name));
  group
    .command('switch')
    .description('Choose the control plane that commands talk to')
    .requiredOption('--name <name>', 'its name')
    .action(({ name }: { readonly name: string }) => switchTo(name));
};

function add({ name, address, tokenFile, overwrite }: AddFlags): void {
  const { controlPlanes } = readKnownControlPlanes();
  if (controlPlanes.some(known => known.name === name) && overwrite !== true)
    throw new Fault(
      'input',
      `there is a control plane ${JSON.stringify(name)} already: say --overwrite to replace it`,
    );
  const added: KnownControlPlane = {
    name,
    api: readUrl(address).origin,
    ...(tokenFile === undefined ? {} : { tokenFile: resolve(tokenFile) }),
  };
  const others = controlPlanes.filter(known => known.name !== name);
  writeKnownControlPlanes({ controlPlanes: [...others, added], current: name });
  print(`added control plane ${JSON.stringify(name)}, and switched to it`);
}

function list(): void {
  const { controlPlanes, current } = readKnownControlPlanes();
  const header = ['ACTIVE', 'NAME', 'ADDRESS'];
  const rows = controlPlanes.map(({ name, api }) => [name === current ? '*' : '', name, api]);
  print(new Table(header, rows).text());
}

function remove(name: string): void {
  const { controlPlanes, current } = readKnownControlPlanes();
  mustBeKnown(name, controlPlanes);
  writeKnownControlPlanes({
    controlPlanes: controlPlanes.filter(known => known.name !== name),
    ...(current === undefined || current === name ? {} : { current }),
  });
  print(`removed control plane ${JSON.stringify(name)}`);
}

function switchTo(name: string): void {
  const { controlPlanes } = readKnownControlPlanes();
  mustBeKnown(name, controlPlanes);
  writeKnownControlPlanes({ controlPlanes, current: name });
  print(`switched to control plane ${JSON.stringify(name)}`);
}

function mustBeKnown(name: string, known: readonly KnownControlPlane[]): void {
  if (known.some(one => one.name === name)) return;
  const names = known.map(one => one.name);
  throw new Fault(
    'input',
    `there is no control plane ${JSON.stringify(name)} in ${configFile()}; ${names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`}`,
  );
}
