import { type Command, Option } from 'commander';
import { convert, type Given, targets, type WrittenObject } from '#convert';
import { displayRef, type ResourceKey, type ResourceRef } from '#lib/resource-ref.ts';
import { kinds } from '#resources';
import type { RegisterCommand } from './command.ts';
import { addEvaluationFlags, type EvaluationFlags, evaluateManifests } from './evaluate-manifests.ts';
import { print, printData } from './stdout.ts';

interface ConvertFlags extends EvaluationFlags {
  readonly to: string;
  readonly output: 'json' | 'yaml';
}

const examples = `
Examples:
  fairlead convert -f shop.yaml --to fairlead > converted.yaml     to Fairlead's own Backends
  fairlead convert -f shop/ --to envoy-gateway                      to Backends of Envoy Gateway
  fairlead convert -f ingresses/ --to gateway-api                   to HTTPRoutes, and a Gateway that serves them
  kubectl get serviceentries -o yaml | fairlead convert -f - --to kgateway`;

/** `fairlead convert`: translates backends into another dialect. */
export const convertCommand: RegisterCommand = program => {
  const command: Command = program
    .command('convert')
    .description(
      'Convert backends to another dialect, and Ingresses to HTTPRoutes, together with the references to them',
    )
    .addHelpText(
      'after',
      `\nFields that the dialect cannot express are listed on stderr; objects that it cannot express stay as they are.\n${examples}`,
    )
    .addOption(
      new Option('--to <dialect>', 'dialect to convert to')
        .choices(targets.map(({ name }) => name))
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('-o, --output <format>', 'output format').choices(['json', 'yaml']).default('yaml'),
    );
  addEvaluationFlags(command).action(convertFiles);
};

function shownAs(key: ResourceKey, ref: ResourceRef | undefined): string {
  return ref === undefined ? key : displayRef(ref);
}

async function convertFiles(flags: ConvertFlags): Promise<void> {
  const target = targets.find(({ name }) => name === flags.to);
  if (target === undefined) throw new Error(`${flags.to} is in no line of targets`);
  const { pipeline, written, resource } = await evaluateManifests(flags);
  const given = kinds.flatMap(({ id }) =>
    [...pipeline.inputs.of(id).entries()].flatMap(([key, resource]): readonly Given[] => {
      const object = written(key);
      if (typeof object !== 'object' || object === null) return [];
      const refused = pipeline.status.statuses
        .get(key)
        ?.conditions?.find(({ type, status }) => type === 'Accepted' && status === 'False');
      // Whatever a source returns as written is an API object.
      const given = { resource, written: object as WrittenObject };
      return [refused === undefined ? given : { ...given, problem: refused.message }];
    }),
  );
  for (const [key, [first]] of pipeline.inputs.findings.entries())
    if (first !== undefined && resource(key) === undefined)
      process.stderr.write(`${shownAs(key, first.ref)} is left out: ${first.path} ${first.message}\n`);
  const { objects, said } = convert(given, target);
  for (const { ref, message } of said) process.stderr.write(`${displayRef(ref)} ${message}\n`);
  if (flags.output === 'json') printData({ apiVersion: 'v1', kind: 'List', items: objects }, 'json');
  else if (objects.length > 0) {
    objects.forEach((object, i) => {
      if (i > 0) print('---');
      printData(object, 'yaml');
    });
  }
}
