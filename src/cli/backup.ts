import { createWriteStream, existsSync, renameSync, rmSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { Fault } from '#lib/fault.ts';
import { addRestFlags } from './api/open-api.ts';
import { openRestApi, type RestFlags } from './api/rest-api.ts';
import type { RegisterCommand } from './command.ts';

const help = `
The copy is the store as it is at one moment, while it goes on being written to. All Secrets are in it: keep it as you keep those.
To go back to it, give it to a control plane as its store:

  fairlead backup shop-monday.sqlite
  fairlead serve --store shop-monday.sqlite`;

/** `fairlead backup`: copies the store of a control plane that runs. */
export const backupCommand: RegisterCommand = program => {
  const command: Command = program
    .command('backup')
    .description('Copy the store of a control plane into a file')
    .addHelpText('after', help)
    .argument('<file>', 'where to: it must not be there yet');
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
