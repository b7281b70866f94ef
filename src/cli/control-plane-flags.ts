import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { Fault } from '#lib/fault.ts';
import { applySetting } from './chart/apply-setting.ts';
import { mergeValues, readValuesFile } from './chart/merge-values.ts';
import { readOwnChart } from './chart/read-chart.ts';
import { renderChart } from './chart/render-chart.ts';
import { repeated } from './repeated.ts';

/** ControlPlaneFlags say under which name, where and with which values the control plane is installed in a cluster. */
export interface ControlPlaneFlags {
  readonly namespace: string;
  readonly name: string;
  readonly set?: readonly string[];
  readonly setString?: readonly string[];
  readonly values?: readonly string[];
}

/** addControlPlaneFlags gives a command these flags. */
export function addControlPlaneFlags(command: Command): Command {
  return command
    .option('-n, --namespace <name>', 'namespace to install into', 'fairlead-system')
    .option('--name <name>', 'name of the installation', 'fairlead')
    .addOption(
      new Option('--set <path=value>', 'set a value of the chart: replicas=3; may be repeated').argParser(
        repeated,
      ),
    )
    .addOption(
      new Option(
        '--set-string <path=value>',
        'set a value of the chart as text: image.tag=1; may be repeated',
      ).argParser(repeated),
    )
    .addOption(
      new Option('-f, --values <file>', 'file with values of the chart (YAML); may be repeated').argParser(
        repeated,
      ),
    );
}

const label = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

/** isDefinition recognizes the document of a CustomResourceDefinition: removing it would remove what users wrote of its kind. */
export function isDefinition(document: string): boolean {
  return /^kind: CustomResourceDefinition$/m.test(document);
}

/** controlPlaneManifests are the documents that install the control plane, in an order in which they can be applied. */
export function controlPlaneManifests(flags: ControlPlaneFlags): readonly string[] {
  const { name, namespace } = flags;
  for (const [flag, value] of Object.entries({ '--namespace': namespace, '--name': name })) {
    if (!label.test(value))
      throw new Fault('usage', `${flag} ${value}: must be lower-case letters, digits and dashes`);
  }
  const files = (flags.values ?? []).map(file => readValuesFile(file, readText(file)));
  const written = [{ createNamespace: true }, ...files].reduce(mergeValues);
  const set = (flags.set ?? []).reduce((values, text) => applySetting(values, '--set', text), written);
  const given = (flags.setString ?? []).reduce(
    (values, text) => applySetting(values, '--set-string', text),
    set,
  );
  return renderChart(readOwnChart(), { name, namespace }, given);
}

function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (cause) {
    throw new Fault('input', `--values ${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}
