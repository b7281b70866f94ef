import { isMap, isNode, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { Origin } from '../source.ts';
import type { Claim } from './claim.ts';
import { formatOf } from './file-name.ts';
import { readFile } from './read-file.ts';
import { splitDocuments } from './split-documents.ts';

/** In a longer document, a line number is not worth the time of a parser with positions: its first line is given instead. */
const maxBytes = 512 * 1024;

/** originOf tells where a claim stands. Lines are looked up by reading the file again, when somebody asks. */
export function originOf(claim: Claim): Origin {
  return { file: claim.file, locate: path => locate(claim, path) };
}

interface ObjectName {
  readonly kind: string | undefined;
  readonly name: string | undefined;
}

function objectName({ key }: Claim): ObjectName {
  const parts = key.split('/');
  return { kind: parts.at(-4), name: parts.at(-1) };
}

/** The document's `---`, empty lines and comments. */
const beforeContent = /^(?:---[ \t]*(?:#.*)?\r?\n|[ \t]*(?:#.*)?\r?\n)*/;
const startsWithKey = new RegExp(`${beforeContent.source}[A-Za-z]+:`);

function locate(claim: Claim, path: string): number {
  const { file, position } = claim;
  const isGood = claim.status === 'live';
  const { bytes, documents } = documentsOf(file);
  const slice = documents[position.index];
  if (slice === undefined) return 1;
  const { linesBefore } = slice;
  const text = bytes.toString('utf8', slice.start, slice.end);
  const firstLine = linesBefore + 1 + countLines(beforeContent.exec(text)?.[0] ?? '');
  // The question asked most, at each change, is where the object begins. A good document of one object needs no parser for
  // it.
  if (path === '' && isGood && isOneObject(text)) return firstLine;
  if (slice.end - slice.start > maxBytes) return firstLine;
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, logLevel: 'silent' });
  const [error] = document.errors;
  if (error !== undefined) return linesBefore + lineCounter.linePos(error.pos[0]).line;
  const root = document.contents;
  if (root === null) return firstLine;
  const start = objectIn(root, objectName(claim)) ?? root;
  const offset = follow(start, segments(path)).range?.[0];
  return offset === undefined ? firstLine : linesBefore + lineCounter.linePos(offset).line;
}

/** Tells a block mapping whose keys stand at the first column and that is not a List. */
function isOneObject(text: string): boolean {
  return startsWithKey.test(text) && !/^["']?items["']?[ \t]*:/m.test(text);
}

interface Documents {
  readonly bytes: Buffer;
  readonly documents: readonly {
    readonly start: number;
    readonly end: number;
    readonly linesBefore: number;
  }[];
}

/** The file that was last looked into, kept for the rest of this turn of the event loop: printing findings asks in bursts. */
let last: { readonly file: string; readonly found: Documents } | undefined;

function documentsOf(file: string): Documents {
  if (last?.file === file) return last.found;
  const content = readFile(file);
  const bytes = content.kind === 'bytes' ? Buffer.from(content.bytes) : Buffer.alloc(0);
  const slices = formatOf(file) === 'json' ? [{ start: 0, end: bytes.length }] : splitDocuments(bytes);
  let counted = 0;
  let lines = 0;
  const documents = slices.map(({ start, end }) => {
    lines += countLines(bytes.toString('latin1', counted, start));
    counted = start;
    return { start, end, linesBefore: lines };
  });
  if (last === undefined) {
    setImmediate(() => {
      last = undefined;
    });
  }
  last = { file, found: { bytes, documents } };
  return last.found;
}

function countLines(text: string): number {
  return text.split('\n').length - 1;
}

/** The object's own node, where a document holds several (a List, an array). */
function objectIn(root: Node, { kind, name }: ObjectName): Node | undefined {
  const items = isMap(root) ? root.get('items', true) : root;
  if (!isSeq(items)) return undefined;
  return items.items
    .filter(isNode)
    .find(
      item =>
        isMap(item) &&
        (item.get('kind') ?? item.get('type')) === kind &&
        (item.getIn(['metadata', 'name']) ?? item.get('name')) === name,
    );
}

/** Goes as far along the path as the document does: a missing field is reported at the value that should hold it. */
function follow(start: Node, path: readonly (string | number)[]): Node {
  let node: unknown = start;
  let place = start;
  for (const segment of path) {
    if (isSeq(node)) {
      node = node.get(Number(segment), true);
      if (!isNode(node)) return place;
      place = node;
    } else {
      const pair = isMap(node) ? node.items.find(({ key }) => String(key) === String(segment)) : undefined;
      if (pair === undefined || !isNode(pair.key)) return place;
      place = pair.key;
      node = pair.value;
    }
  }
  return place;
}

/** `spec.rules[0].filters["a.b"]` as `spec`, `rules`, `0`, `filters`, `a.b`. */
function segments(path: string): (string | number)[] {
  const found: (string | number)[] = [];
  for (const [, quoted, index, name] of path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g)) {
    if (quoted !== undefined) found.push(quoted);
    else if (index !== undefined) found.push(Number(index));
    else if (name !== undefined) found.push(name);
  }
  return found;
}
