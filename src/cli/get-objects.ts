import { type Column, type Row, type ServedKind, type ShownObject, typeName } from '#inspect';
import { Fault } from '#lib/fault.ts';
import { ago } from './ago.ts';
import type { Api } from './api/api.ts';
import { print, printData } from './stdout.ts';
import { Table } from './table.ts';

export interface ObjectFlags {
  readonly namespace: string;
  readonly allNamespaces?: boolean;
  readonly output?: 'json' | 'yaml' | 'wide' | 'name';
  readonly watch?: boolean;
}

interface TableAnswer {
  readonly columns: readonly Column[];
  readonly items: readonly Row[];
}

/** getObjects prints the objects of some kinds, or one object. */
export async function getObjects(
  api: Api,
  kinds: readonly ServedKind[],
  name: string | undefined,
  flags: ObjectFlags,
): Promise<void> {
  const [kind, ...others] = kinds;
  if (kind === undefined) return;
  const { output } = flags;
  if (others.length > 0 && flags.watch === true) {
    const named = kinds.map(typeName).join(' or ');
    throw new Fault('usage', `-w follows one kind: say ${named}`);
  }
  if (output !== 'json' && output !== 'yaml') {
    for (const [i, one] of kinds.entries()) {
      if (i > 0) print('');
      await showObjects(api, one, name, flags, others.length > 0);
    }
  } else if (flags.watch === true) await watchObjects(api, pathOf(kind, name, flags), output);
  else if (others.length === 0) printData(await readObjects(api, pathOf(kind, name, flags), name), output);
  else {
    const answers = await Promise.all(kinds.map(one => api.get(pathOf(one, name, flags))));
    printData(listOf(answers.flatMap(answer => listed(answer) ?? [answer])), output);
  }
}

function pathOf(kind: ServedKind, name: string | undefined, flags: ObjectFlags): string {
  const everywhere = flags.allNamespaces === true || !isWithin(kind);
  const namespace = everywhere ? '-' : flags.namespace;
  const parts = [typeName(kind), namespace, ...(name === undefined ? [] : [name])];
  return ['/v1/resources', ...parts.map(encodeURIComponent)].join('/');
}

/** Where several kinds are shown, names include the type. */
async function showObjects(
  api: Api,
  kind: ServedKind,
  name: string | undefined,
  flags: ObjectFlags,
  isBesideOthers: boolean,
): Promise<void> {
  const path = pathOf(kind, name, flags);
  const { columns, items } = (await api.get(`${path}?as=table`)) as TableAnswer;
  const typed = (row: Row): Row => ({ ...row, name: `${typeName(kind)}/${row.name}` });
  if (flags.output === 'name') print(items.map(row => typed(row).name).join('\n'));
  else if (items.length === 0 && flags.watch !== true) await sayNothingThere(api, kind, flags);
  else
    await printTable(api, path, kind, { columns, items: isBesideOthers ? items.map(typed) : items }, flags);
}

function listOf(items: readonly unknown[]): unknown {
  return { apiVersion: 'v1', kind: 'List', items };
}

/** Kinds that are outside any namespace in one of their forms are shown from everywhere. */
function isWithin({ namespaced, universal }: ServedKind): boolean {
  return namespaced && universal?.scope !== 'Global';
}

async function readObjects(api: Api, path: string, name: string | undefined): Promise<unknown> {
  const answer = await api.get(path);
  const items = listed(answer);
  if (items === undefined) return answer;
  const [first] = items;
  if (name !== undefined && items.length === 1) return first;
  return listOf(items);
}

function listed(answer: unknown): readonly unknown[] | undefined {
  const { items, apiVersion, type } = answer as {
    readonly items?: readonly unknown[];
    readonly apiVersion?: string;
    readonly type?: string;
  };
  return apiVersion === undefined && type === undefined ? items : undefined;
}

async function watchObjects(api: Api, path: string, output: 'json' | 'yaml'): Promise<void> {
  await api.watch(`${path}?watch=true`, event => {
    if (event.type === 'added' || event.type === 'modified') printData(event.value as ShownObject, output);
  });
}

async function printTable(
  api: Api,
  path: string,
  kind: ServedKind,
  { columns, items }: TableAnswer,
  flags: ObjectFlags,
): Promise<void> {
  const withNamespace = flags.allNamespaces === true && kind.namespaced;
  const shown = columns.map(column => flags.output === 'wide' || !column.wide);
  const layOut = (namespace: string, name: string, cells: readonly string[]) => [
    ...(withNamespace ? [namespace] : []),
    name,
    ...cells.filter((_, i) => shown[i]),
  ];
  const told = (cells: readonly string[]) =>
    cells.map((cell, i) => (columns[i]?.isTime === true && cell !== '' ? ago(cell) : cell));
  const header = layOut(
    'NAMESPACE',
    'NAME',
    columns.map(column => column.title),
  );
  const rows = items.map(row => layOut(row.namespace, row.name, told(row.cells)));
  const table = new Table(header, rows);
  if (flags.watch !== true) {
    print(table.text());
    return;
  }
  print(table.line(header));
  await api.watch(`${path}?as=table&watch=true`, event => {
    if (event.type === 'synced') return;
    if (event.type === 'deleted') {
      const [, , , namespace = '', name = ''] = event.key.split('/');
      print(`${table.line(layOut(namespace, name, []))}   <deleted>`);
      return;
    }
    const row = event.value as Row;
    print(table.line(layOut(row.namespace, row.name, told(row.cells))));
  });
}

async function sayNothingThere(api: Api, kind: ServedKind, flags: ObjectFlags): Promise<void> {
  if (flags.allNamespaces === true || !isWithin(kind)) {
    process.stderr.write(`No ${kind.plural} found.\n`);
    return;
  }
  const elsewhere = (await api.get(`/v1/resources/${typeName(kind)}?as=table`)) as TableAnswer;
  const hint = elsewhere.items.length === 0 ? '' : ` There are ${elsewhere.items.length} in others: add -A.`;
  process.stderr.write(`No ${kind.plural} found in namespace ${flags.namespace}.${hint}\n`);
}
