import { type Command, Option } from 'commander';
import { renderProxy, staticBootstrap } from '#envoy/printing';
import { isEmptyStatus, type StatusEntry, statusEntry } from '#inspect';
import { Fault } from '#lib/fault.ts';
import type { ProxyId } from '#model';
import { painter } from './colours.ts';
import type { RegisterCommand } from './command.ts';
import {
  addEvaluationFlags,
  type EvaluatedManifests,
  type EvaluationFlags,
  evaluateManifests,
} from './evaluate-manifests.ts';
import { findingText } from './finding-text.ts';
import { printData } from './stdout.ts';

interface RenderFlags extends EvaluationFlags {
  readonly output: 'json' | 'yaml' | 'envoy';
  readonly proxy?: string;
}

const examples = `
Examples:
  fairlead render -f shop.yaml                         the configuration of every proxy, and the status of every object
  fairlead render -f shop/ --proxy default/web -o yaml
  fairlead render -f shop.yaml -o envoy > envoy.json   a bootstrap for \`envoy --mode validate -c envoy.json\`
  cat *.yaml | fairlead render -f -`;

/** `fairlead render`: what would be sent to the proxies, without running anything. */
export const renderCommand: RegisterCommand = program => {
  const command: Command = program
    .command('render')
    .description(
      'Print the configuration that each proxy would get, and the status of each object, without running anything',
    )
    .addHelpText(
      'after',
      `\nMistakes are reported on stderr and do not change the exit code; use fairlead check for that.\n${examples}`,
    )
    .addOption(
      new Option('-o, --output <format>', 'output format; envoy is a bootstrap file for one proxy')
        .choices(['json', 'yaml', 'envoy'])
        .default('json'),
    )
    .option('--proxy <id>', 'print only this proxy: NAMESPACE/GATEWAY');
  addEvaluationFlags(command).action(render);
};

async function render(flags: RenderFlags): Promise<void> {
  const evaluated = await evaluateManifests(flags);
  const paint = painter(process.stderr);
  for (const finding of evaluated.findings) {
    process.stderr.write(`${findingText(finding, evaluated.show, paint)}\n`);
  }
  const ids = chosenProxies(evaluated, flags);
  const { of: resourcesOf } = evaluated.sendings;
  if (flags.output === 'envoy') {
    // chosenProxies made sure that there is exactly one.
    for (const id of ids) printData(staticBootstrap(id, resourcesOf(id)), 'json');
    return;
  }
  const proxies = Object.fromEntries(ids.map(id => [id, renderProxy(resourcesOf(id))]));
  printData({ proxies, status: statusEntries(evaluated) }, flags.output);
}

function chosenProxies({ sendings }: EvaluatedManifests, { proxy, output }: RenderFlags): readonly ProxyId[] {
  const { proxies: ids } = sendings;
  if (proxy !== undefined) {
    const chosen = ids.filter(id => id === proxy);
    if (chosen.length > 0) return chosen;
    const known = ids.length === 0 ? 'there is no Gateway' : `there are ${ids.join(', ')}`;
    throw new Fault('input', `--proxy ${proxy}: there is no such proxy; ${known}`);
  }
  if (output === 'envoy' && ids.length !== 1) {
    if (ids.length === 0)
      throw new Fault('input', 'there is no Gateway, so there is no proxy to make a bootstrap for');
    throw new Fault('usage', `-o envoy is for one proxy; say which with --proxy: ${ids.join(', ')}`);
  }
  return ids;
}

function statusEntries({ pipeline, resource }: EvaluatedManifests): StatusEntry[] {
  return [...pipeline.status.statuses.entries()]
    .filter(([, status]) => !isEmptyStatus(status))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, status]) => statusEntry(key, status, resource(key)));
}
