import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';

const names = ['x', 'y', 'z'] as const;
const files = ['a.yaml', 'b.yaml', 'c.json', 'sub/d.yaml'] as const;
const directories = ['sub', 'other'] as const;
const separator = '---\n';

/** goodDocument is a ConfigMap that can be used. */
export function goodDocument(name: string, value: number): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: default\ndata:\n  v: "${value}"\n  w: "1"\n`;
}

function listItem([name, value]: readonly [string, number]): unknown {
  if (value === 2) return { kind: 'ConfigMap' };
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'default' },
    data: { v: `${value}` },
  };
}

const name = fc.constantFrom(...names);
const named = fc.tuple(name, fc.nat(2));

/** Documents of every sort that a source has to tell apart. */
const document = fc.oneof(
  { weight: 6, arbitrary: named.map(([of, value]) => goodDocument(of, value)) },
  // The first is refused when decoded, the second when parsed; the third does not even say in full which object it is.
  { weight: 2, arbitrary: name.map(of => goodDocument(of, 0).replace('data:', 'data: 7\nmore:')) },
  { weight: 2, arbitrary: name.map(of => `${goodDocument(of, 0)}  - broken\n`) },
  { weight: 2, arbitrary: name.map(of => `kind: ConfigMap\nmetadata: {name: ${of}, [\n`) },
  { weight: 4, arbitrary: fc.constantFrom('{ garbage', 'a: b: c', 'kind: [', '# nothing\n', 'text') },
  {
    weight: 2,
    arbitrary: fc
      .array(named, { maxLength: 3 })
      .map(items => `kind: List\napiVersion: v1\nitems: ${JSON.stringify(items.map(listItem))}\n`),
  },
);

const file = fc.constantFrom(...files);
const text = fc.array(document, { maxLength: 4 }).map(documents => documents.join(separator));
const index = fc.nat(3);
const directory = fc.constantFrom(...directories);
const is = <const Do extends string>(what: Do) => fc.constant<Do>(what);

/** directoryEdit is one thing that people and programs do to a directory. */
export const directoryEdit = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: is('write'), file, text }) },
  { weight: 2, arbitrary: fc.record({ do: is('replace'), file, text }) },
  { weight: 1, arbitrary: fc.record({ do: is('append'), file, text: document }) },
  { weight: 9, arbitrary: fc.record({ do: is('edit document'), file, index, text: document }) },
  { weight: 2, arbitrary: fc.record({ do: is('swap documents'), file, index, other: index }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: is('cut'), file, part: fc.double({ min: 0, max: 1, noNaN: true }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: is('delete'), file }) },
  { weight: 3, arbitrary: fc.record({ do: is('move'), file, to: file }) },
  { weight: 1, arbitrary: fc.record({ do: is('move directory'), from: directory, to: directory }) },
  { weight: 1, arbitrary: fc.record({ do: is('delete directory'), from: directory }) },
);

export type DirectoryEdit = typeof directoryEdit extends fc.Arbitrary<infer Edit> ? Edit : never;

/** fillDirectory writes a good document of every name to every file but the JSON one. */
export function fillDirectory(root: string): void {
  for (const path of files.filter(path => !path.endsWith('.json'))) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(
      join(root, path),
      names.map(of => goodDocument(of, path === 'a.yaml' ? 0 : 1)).join(separator),
    );
  }
}

/** applyEdit makes `edit` in the directory `root`; it does nothing where the edit makes no sense there. */
export function applyEdit(root: string, edit: DirectoryEdit): void {
  const at = (path: string): string => join(root, path);
  const rewrite = (path: string, change: (documents: string[]) => void): void => {
    if (!existsSync(at(path))) return;
    const documents = readFileSync(at(path), 'utf8').split(separator);
    change(documents);
    writeFileSync(at(path), documents.join(separator));
  };
  if ('file' in edit) mkdirSync(dirname(at(edit.file)), { recursive: true });
  switch (edit.do) {
    case 'write':
      writeFileSync(at(edit.file), edit.text);
      return;
    case 'append':
      writeFileSync(at(edit.file), separator + edit.text, { flag: 'a' });
      return;
    case 'replace':
      writeFileSync(at(`${edit.file}.tmp`), edit.text);
      renameSync(at(`${edit.file}.tmp`), at(edit.file));
      return;
    case 'edit document':
      rewrite(edit.file, documents => {
        documents[Math.min(edit.index, documents.length)] = edit.text;
      });
      return;
    case 'swap documents':
      rewrite(edit.file, documents => {
        const [one = '', other = ''] = [documents[edit.index], documents[edit.other]];
        if (Math.max(edit.index, edit.other) >= documents.length) return;
        documents[edit.index] = other;
        documents[edit.other] = one;
      });
      return;
    case 'cut':
      if (!existsSync(at(edit.file))) return;
      truncateSync(at(edit.file), Math.floor(readFileSync(at(edit.file)).length * edit.part));
      return;
    case 'delete':
      rmSync(at(edit.file), { force: true });
      return;
    case 'move':
      if (!existsSync(at(edit.file))) return;
      mkdirSync(dirname(at(edit.to)), { recursive: true });
      renameSync(at(edit.file), at(edit.to));
      return;
    case 'move directory':
      if (!existsSync(at(edit.from)) || existsSync(at(edit.to))) return;
      renameSync(at(edit.from), at(edit.to));
      return;
    case 'delete directory':
      rmSync(at(edit.from), { recursive: true, force: true });
  }
}
