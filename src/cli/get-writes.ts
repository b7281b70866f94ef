import { displayRef, parseResourceKey } from '#lib/resource-ref.ts';
import type { RecordedWrite } from '#sources/store';
import type { Api } from './api/api.ts';
import { printable } from './printable.ts';
import { print, printData } from './stdout.ts';

/** getWrites prints the last writes of the store, each with the fields that it changed. */
export async function getWrites(
  api: Api,
  output: 'json' | 'yaml' | 'wide' | 'name' | undefined,
): Promise<void> {
  const { items } = (await api.get('/v1/writes')) as { readonly items: readonly RecordedWrite[] };
  if (output === 'json' || output === 'yaml') {
    printData({ items }, output);
    return;
  }
  if (items.length === 0) process.stderr.write('Nothing was written yet.\n');
  else print(items.flatMap(writeLines).join('\n'));
}

function writeLines({ version, time, by, action, key, changes }: RecordedWrite): string[] {
  const object = displayRef(parseResourceKey(key));
  const head = printable(`${version}  ${time}  ${by} ${action} ${object}`);
  // For an object created or removed as a whole, a list of fields would add nothing.
  if (action !== 'updated') return [head];
  return [
    head,
    ...changes.map(({ path, before, after }) => {
      const [was, is] = [before, after].map(value =>
        value === undefined ? 'nothing' : JSON.stringify(value),
      );
      return printable(`    ${path}: ${was} → ${is}`);
    }),
  ];
}
