import type { Command } from 'commander';
import { type LocatedFinding, locateFinding, servedKinds, typeName } from '#inspect';
import { Fault } from '#lib/fault.ts';
import { isError } from '#lib/finding.ts';
import { displayRef, parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import type { Entry } from '#sources';
import { locateBy } from '../main/locate.ts';
import { addRestFlags } from './api/open-api.ts';
import { openRestApi, type RestApi, type RestFlags } from './api/rest-api.ts';
import { painter } from './colours.ts';
import type { RegisterCommand } from './command.ts';
import { findingLines } from './finding-text.ts';
import { type Manifests, readManifests } from './read-manifests.ts';
import { repeated } from './repeated.ts';
import { pathOfObject, refusalLines, warningLines } from './sent-object.ts';
import { print } from './stdout.ts';

interface ApplyFlags extends RestFlags {
  readonly filename: readonly string[];
}

const examples = `
All objects are checked before any is sent. If one is wrong, nothing is applied and the mistake is reported with file and line.

Examples:
  fairlead apply -f shop.yaml
  fairlead apply -f mesh/ -f policies/
  kustomize build prod | fairlead apply -f -`;

/** `fairlead apply`: writes the objects of files into the store of a control plane. */
export const applyCommand: RegisterCommand = program => {
  const command: Command = program
    .command('apply')
    .description('Write the objects of files to the store of a control plane')
    .addHelpText('after', examples)
    .requiredOption(
      '-f, --filename <path>',
      'file or directory with manifests; - is standard input; may be repeated',
      repeated,
    );
  addRestFlags(command).action(apply);
};

async function apply(flags: ApplyFlags): Promise<void> {
  const manifests = await readManifests(flags.filename);
  const entries = await readEntries(manifests);
  const findings = [...entries].flatMap(([key, entry]) =>
    entry.findings.map(finding =>
      locateFinding(
        key,
        finding,
        locateBy(k => manifests.source.origin(k)),
      ),
    ),
  );
  tellFindings(findings, manifests);
  if (findings.some(isError)) {
    process.stderr.write('nothing was applied\n');
    process.exitCode = 1;
    return;
  }
  if (entries.size === 0) throw new Fault('input', `there is no object in ${flags.filename.join(', ')}`);
  const api = await openRestApi(flags);
  for (const key of inOrder([...entries.keys()])) await applyOne(key, manifests, api);
}

/** readEntries reads a source once. */
export async function readEntries({ source }: Manifests): Promise<ReadonlyMap<ResourceKey, Entry>> {
  const entries = new Map<ResourceKey, Entry>();
  await source.start(changes => {
    for (const { key, entry } of changes) if (entry !== undefined) entries.set(key, entry);
  });
  await source.stop();
  return entries;
}

function tellFindings(findings: readonly LocatedFinding[], manifests: Manifests): void {
  if (findings.length === 0) return;
  const lines = findingLines(findings, manifests.show, painter(process.stderr), { wide: true });
  process.stderr.write(`${lines.join('\n')}\n`);
}

/** Objects that contain others come first: meshes and namespaces. */
function inOrder(keys: readonly ResourceKey[]): readonly ResourceKey[] {
  const isContainer = (key: ResourceKey) => /^(?:kuma\.io\/Mesh|\/Namespace)\//.test(key);
  return [...keys.filter(isContainer), ...keys.filter(key => !isContainer(key))];
}

async function applyOne(key: ResourceKey, { source }: Manifests, api: RestApi): Promise<void> {
  const ref = parseResourceKey(key);
  const object = source.written(key) as Readonly<Record<string, unknown>>;
  const answered = await api.send('PUT', pathOfObject(object, ref), object);
  const kind = servedKinds.find(one => one.group === ref.group && one.kind === ref.kind);
  const name = kind === undefined ? displayRef(ref) : `${typeName(kind)}/${ref.name}`;
  if (answered.status !== 200 && answered.status !== 201) {
    for (const line of refusalLines(answered)) process.stderr.write(`error: ${name}: ${line}\n`);
    process.exitCode = 1;
    return;
  }
  const word =
    answered.status === 201 ? 'created' : answered.body.changed === false ? 'unchanged' : 'configured';
  print(`${name} ${word}`);
  for (const line of warningLines(answered)) process.stderr.write(`warning: ${name}: ${line}\n`);
}
