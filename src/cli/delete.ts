import type { Command } from 'commander';
import { type ServedKind, servedKinds, typeName } from '#inspect';
import { Fault } from '#lib/fault.ts';
import { parseResourceKey } from '#lib/resource-ref.ts';
import { addRestFlags } from './api/open-api.ts';
import { openRestApi, type RestApi, type RestFlags } from './api/rest-api.ts';
import { readEntries } from './apply.ts';
import type { RegisterCommand } from './command.ts';
import { kindMeant } from './kinds-meant.ts';
import { addNamespaceFlags } from './namespace-flags.ts';
import { readManifests } from './read-manifests.ts';
import { repeated } from './repeated.ts';
import { pathsOfNamed, readNamed, refusalLines, sendNamed } from './sent-object.ts';
import { print } from './stdout.ts';

interface DeleteFlags extends RestFlags {
  readonly filename?: readonly string[];
  readonly namespace: string;
  readonly ignoreNotFound?: boolean;
}

const examples = `
Examples:
  fairlead delete backend/cart
  fairlead delete dataplane web-1 -m default
  fairlead delete -f shop.yaml`;

/** `fairlead delete`: removes objects from the store of a control plane. */
export const deleteCommand: RegisterCommand = program => {
  const command: Command = program
    .command('delete')
    .description('Delete objects from the store of a control plane')
    .addHelpText('after', examples)
    .argument('[object]', 'KIND/NAME, or KIND')
    .argument('[name]', 'name of the object')
    .option('-f, --filename <path>', 'delete the objects of a file or directory; may be repeated', repeated)
    .option('--ignore-not-found', 'treat objects that do not exist as deleted');
  addRestFlags(addNamespaceFlags(command)).action(remove);
};

async function remove(
  object: string | undefined,
  name: string | undefined,
  flags: DeleteFlags,
): Promise<void> {
  if ((object === undefined) === (flags.filename === undefined))
    throw new Fault('usage', 'say what to delete: KIND/NAME, or -f PATH');
  const api = await openRestApi(flags);
  if (object !== undefined) {
    const { namespace } = flags;
    const asked = readNamed(object, name);
    const kind = await kindMeant(api, asked.named, namespace, asked.name);
    await removeOne(api, { kind, namespace, name: asked.name }, flags);
    return;
  }
  const entries = await readEntries(await readManifests(flags.filename ?? []));
  const keys = [...entries].flatMap(([key, { resource }]) => (resource === undefined ? [] : key));
  for (const key of keys.reverse()) {
    const { group, kind: kindName, ...ref } = parseResourceKey(key);
    const kind = servedKinds.find(one => one.group === group && one.kind === kindName);
    if (kind !== undefined) await removeOne(api, { ...ref, kind }, flags);
  }
}

interface Named {
  readonly kind: ServedKind;
  readonly namespace: string;
  readonly name: string;
}

async function removeOne(api: RestApi, { kind, namespace, name }: Named, flags: DeleteFlags): Promise<void> {
  const answered = await sendNamed(api, 'DELETE', pathsOfNamed(kind, namespace, name));
  if (answered.status === 200) {
    print(`${typeName(kind)}/${name} deleted`);
  } else if (answered.status !== 404 || flags.ignoreNotFound !== true) {
    for (const line of refusalLines(answered)) process.stderr.write(`error: ${line}\n`);
    process.exitCode = 1;
  }
}
