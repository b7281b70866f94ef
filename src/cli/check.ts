import { type Command, Option } from 'commander';
import type { LocatedFinding } from '#inspect';
import { isError } from '#lib/finding.ts';
import { painter } from './colours.ts';
import type { RegisterCommand } from './command.ts';
import { count } from './counted.ts';
import { addEvaluationFlags, type EvaluationFlags, evaluateManifests } from './evaluate-manifests.ts';
import { findingLines } from './finding-text.ts';
import { print, printData } from './stdout.ts';

interface CheckFlags extends EvaluationFlags {
  readonly output: 'text' | 'wide' | 'json' | 'yaml';
}

const examples = `
Examples:
  fairlead check -f shop.yaml                     every mistake with its file and line
  fairlead check -f shop.yaml -o wide             also each reference that fails because of another object's mistake
  fairlead check -f base/ -f overlay/ -o json     for a program to read
  kustomize build prod | fairlead check -f -      read standard input
  fairlead check -f dev/ --allow-addresses loopback --allow-sockets any`;

/** `fairlead check`: what is wrong with some files, without running anything. */
export const checkCommand: RegisterCommand = program => {
  const command: Command = program
    .command('check')
    .description('Check manifests and report every mistake with file and line; exits 1 on errors')
    .addHelpText('after', examples)
    .addOption(
      new Option('-o, --output <format>', 'output format')
        .choices(['text', 'wide', 'json', 'yaml'])
        .default('text'),
    );
  addEvaluationFlags(command).action(check);
};

async function check(flags: CheckFlags): Promise<void> {
  const { findings, objects, show } = await evaluateManifests(flags);
  const errors = findings.filter(isError).length;
  const warnings = findings.length - errors;
  if (flags.output === 'text' || flags.output === 'wide') {
    const paint = painter(process.stdout);
    const lines = findingLines(findings, show, paint, { wide: flags.output === 'wide' });
    print([...lines, summary(objects, errors, warnings)].join('\n'));
  } else {
    printData({ objects, errors, warnings, findings: findings.map(f => asData(f, show)) }, flags.output);
  }
  if (errors > 0) process.exitCode = 1;
}

function summary(objects: number, errors: number, warnings: number): string {
  const counted = `${count(objects, 'object')} in force`;
  if (errors + warnings === 0) return `${counted}, nothing to complain about`;
  return `${counted}, ${count(errors, 'error')}, ${count(warnings, 'warning')}`;
}

function asData({ place, ref, ...finding }: LocatedFinding, show: (file: string) => string) {
  return {
    ...(place === undefined ? {} : { file: show(place.file), line: place.line }),
    ...(ref === undefined
      ? {}
      : { group: ref.group, kind: ref.kind, namespace: ref.namespace, name: ref.name }),
    ...finding,
  };
}
