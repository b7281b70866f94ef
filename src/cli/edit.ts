import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { dump } from 'js-yaml';
import { typeName } from '#inspect';
import { Fault } from '#lib/fault.ts';
import { decodeResource } from '#resources';
import { parseDocument } from '#sources/files';
import { addRestFlags } from './api/open-api.ts';
import { openRestApi, type RestApi, type RestFlags } from './api/rest-api.ts';
import type { RegisterCommand } from './command.ts';
import { kindMeant } from './kinds-meant.ts';
import { addNamespaceFlags } from './namespace-flags.ts';
import {
  pathOfObject,
  pathsOfNamed,
  readNamed,
  refusalLines,
  sendNamed,
  warningLines,
} from './sent-object.ts';
import { print } from './stdout.ts';

interface EditFlags extends RestFlags {
  readonly namespace: string;
}

const examples = `
The editor is $FAIRLEAD_EDITOR, else $EDITOR, else vi. If the control plane refuses the edit, the editor opens again with the
reasons at the top; close it without a change to give up. If somebody else changed the object meanwhile, nothing is written.

Examples:
  fairlead edit backend/cart
  EDITOR="code --wait" fairlead edit dataplane/web-1 -m default`;

/** `fairlead edit`: changes a stored object in an editor. */
export const editCommand: RegisterCommand = program => {
  const command: Command = program
    .command('edit')
    .description('Edit an object in the store of a control plane')
    .addHelpText('after', examples)
    .argument('<object>', 'KIND/NAME, or KIND')
    .argument('[name]', 'name of the object');
  addRestFlags(addNamespaceFlags(command)).action(edit);
};

async function edit(object: string, second: string | undefined, flags: EditFlags): Promise<void> {
  const { named, name } = readNamed(object, second);
  const api = await openRestApi(flags);
  const kind = await kindMeant(api, named, flags.namespace, name);
  const read = await sendNamed(api, 'GET', pathsOfNamed(kind, flags.namespace, name));
  if (read.status !== 200) throw new Fault('input', refusalLines(read).join('; '));
  const { status: _, ...said } = read.body;
  const { ref } = decodeResource(said);
  if (ref === undefined)
    throw new Fault('environment', `${object} is not shown in a form that can be sent back`);
  const path = pathOfObject(said, ref);
  const directory = mkdtempSync(join(tmpdir(), 'fairlead-edit-'));
  const file = join(directory, `${name}.yaml`);
  let text = dump(said, { noRefs: true, lineWidth: -1 });
  try {
    for (let before = ''; ; ) {
      writeFileSync(file, text, { mode: 0o600 });
      await runEditor(file);
      const written = readFileSync(file, 'utf8');
      if (written === text || withoutRemarks(written) === before) {
        process.stderr.write('nothing was changed\n');
        return;
      }
      before = withoutRemarks(written);
      const refusal = await send(api, path, before, read.etag, `${typeName(kind)}/${name}`);
      if (refusal === undefined) return;
      text = `${refusal.map(line => `# ${line}`).join('\n')}\n${before}`;
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Returns what is wrong; undefined where the object was written. */
async function send(
  api: RestApi,
  path: string,
  text: string,
  etag: string | undefined,
  name: string,
): Promise<readonly string[] | undefined> {
  const parsed = parseDocument(text, 'yaml');
  if (parsed.kind === 'broken') return [parsed.mistake.message];
  const answered = await api.send('PUT', path, parsed.value, etag);
  if (answered.status === 400) return refusalLines(answered);
  if (answered.status !== 200 && answered.status !== 201) {
    throw new Fault('input', `${refusalLines(answered).join('; ')}. What you wrote:\n${text}`);
  }
  print(`${name} edited`);
  for (const line of warningLines(answered)) process.stderr.write(`warning: ${name}: ${line}\n`);
  return undefined;
}

function withoutRemarks(text: string): string {
  return text.replace(/^(?:#.*\n)+/, '');
}

/** $EDITOR may contain flags, so a shell reads it. */
async function runEditor(file: string): Promise<void> {
  const { FAIRLEAD_EDITOR: own, EDITOR: usual } = process.env;
  const editor = own || usual || 'vi';
  const child = spawn('sh', ['-c', `${editor} "$1"`, 'sh', file], { stdio: 'inherit' });
  const [code] = await once(child, 'close');
  if (code !== 0)
    throw new Fault('environment', `the editor (${editor}) ended with ${code}: nothing was changed`);
}
