import { dump } from 'js-yaml';
import type { AdvisedCall, Cost, DataplaneAdvice, MeshAdvice, Watched } from '#inspect';
import { ago } from './ago.ts';
import { byteSize, count } from './counted.ts';
import { Table } from './table.ts';

/** dataplaneAdviceText is YAML to paste into a Dataplane, with the reasons in comments. */
export function dataplaneAdviceText(told: DataplaneAdvice): string {
  const { mesh, name, watched, calls, reaches, advice, now, advised, unknown } = told;
  const head = `Dataplane ${name} of mesh ${mesh} called ${calls.length} of the ${count(reaches, 'port')} that it reaches`;
  const comments = [
    watched === undefined ? head : `${head}, ${watchedText(watched)}${calls.length === 0 ? '.' : ':'}`,
    ...calls.map(call => `  ${callText(call)}`),
    ...unknown.map(sentence => `! ${sentence}`),
    ...(watched === undefined ? [] : savingText(now, advised)),
  ].map(line => `# ${line}`);
  if (watched === undefined) return comments.join('\n');
  const fields = { networking: { transparentProxying: advice } };
  return [...comments, dump(fields, { noRefs: true, lineWidth: -1 })].join('\n');
}

function watchedText({ since, seconds }: Watched): string {
  return `in ${ago(new Date(0).toISOString(), seconds * 1000)} of watching (since ${since})`;
}

function callText({ port, requests, last, or }: AdvisedCall): string {
  const others = or.length === 0 ? '' : `; or ${or.join(' or ')}, whose requests go to the same endpoints`;
  return `${port}: ${requests === 0 ? 'connections that stay open' : count(requests, 'request')}, the last ${ago(last)} ago${others}`;
}

function savingText(now: Cost, advised: Cost): readonly string[] {
  const bytes = `It holds ${byteSize(now.bytes)} of configuration, and would hold ${byteSize(advised.bytes)}.`;
  return [
    `${bytes} Its Envoy would need about ${byteSize(now.memory - advised.memory)} less memory (an estimate).`,
  ];
}

/** meshAdviceText is a table of what each Dataplane calls, reaches and would save, with the total. */
export function meshAdviceText({ mesh, dataplanes, now, advised, unknown }: MeshAdvice): string {
  const rows = dataplanes.map(one => [
    one.name,
    one.watched === undefined ? 'never' : ago(new Date(0).toISOString(), one.watched.seconds * 1000),
    one.watched === undefined ? '?' : String(one.calls),
    String(one.reaches),
    byteSize(one.now.bytes),
    one.watched === undefined ? '?' : byteSize(one.advised.bytes),
    one.watched === undefined ? '?' : byteSize(one.now.memory - one.advised.memory),
  ]);
  const header = ['DATAPLANE', 'WATCHED', 'CALLS', 'REACHES', 'HOLDS', 'WOULD HOLD', 'MEMORY SAVED'];
  const saved = byteSize(now.bytes - advised.bytes);
  return [
    new Table(header, rows).text(),
    '',
    `All of mesh ${mesh} would hold ${byteSize(advised.bytes)} instead of ${byteSize(now.bytes)} (${saved} less), and need about ${byteSize(now.memory - advised.memory)} less memory.`,
    'Bytes are those of the resources that each holds; memory is an estimate, by what an Envoy of two threads allocates.',
    ...unknown.map(sentence => `! ${sentence}`),
  ].join('\n');
}
