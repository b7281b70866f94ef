import { createWriteStream, existsSync, renameSync, rmSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { Fault } from '#lib/fault.ts';
import { addRestFlags } from './api/open-api.ts';
import { openRestApi, type RestFlags } from './api/rest-api.ts';
import type { RegisterCommand } from './command.ts';

const help = `
The copy is a snapshot of one moment; the control plane keeps running and writing. It contains all Secrets: protect it as you
protect them. To restore it, start a control plane with it as the store:

  fairlead backup shop-monday.sqlite
  fairlead serve --store shop-monday.sqlite`;

/** `fairlead backup`: copies the store of a control plane that runs. */
export const backupCommand: RegisterCommand = program => {
  const command: Command = program
    .command('backup')
    .description('Copy the store of a running control plane to a file')
    .addHelpText('after', help)
    .argument('<file>', 'file to create; it must not exist');
  addRestFlags(command).action(backup);
};

async function backup(file: string, flags: RestFlags): Promise<void> {
  if (existsSync(file)) throw new Fault('usage', `${file} is there already: name another`);
  const api = await openRestApi(flags);
  const part = `${file}.part`;
  try {
    await pipeline(await api.backup(), createWriteStream(part, { mode: 0o600, flush: true }));
    renameSync(part, file);
  } catch (cause) {
    rmSync(part, { force: true });
    if (cause instanceof Fault) throw cause;
    throw new Fault('environment', `${file} cannot be written: ${String(cause)}`, { cause });
  }
  process.stderr.write(`copied the store to ${file}\n`);
}
