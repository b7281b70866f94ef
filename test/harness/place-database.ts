/** Told is a database's entry for an address; a Buffer is written as it is. */
type Told = string | number | boolean | Buffer | readonly Told[] | { readonly [name: string]: Told };
/** A node of the search tree; each record is the next node, or the index of an entry. */
type Node = { readonly records: [Node | number | undefined, Node | number | undefined] };

/**
 * placeDatabase writes a database in MaxMind's format (MMDB 2.0) with entries for IPv4 networks: a tree with one node for
 * each bit, the entries at its leaves, and the metadata.
 */
export function placeDatabase(kind: string, networks: Readonly<Record<string, Told>>): Buffer {
  const root: Node = { records: [undefined, undefined] };
  const told: Buffer[] = [];
  const offsets: number[] = [];
  for (const [network, value] of Object.entries(networks)) {
    offsets.push(told.reduce((all, part) => all + part.length, 0));
    told.push(encoded(value));
    put(root, network, offsets.length - 1);
  }
  const nodes: Node[] = [root];
  // The loop also visits the nodes that it appends.
  for (const node of nodes)
    for (const record of node.records) if (typeof record === 'object') nodes.push(record);
  const tree = Buffer.alloc(nodes.length * 6);
  const separator = 16;
  nodes.forEach((node, i) => {
    node.records.forEach((record, side) => {
      const value =
        record === undefined
          ? nodes.length
          : typeof record === 'number'
            ? nodes.length + separator + (offsets[record] ?? 0)
            : nodes.indexOf(record);
      tree.writeUIntBE(value, i * 6 + side * 3, 3);
    });
  });
  const about = {
    node_count: nodes.length,
    record_size: whole(types.uint16, 2, 24),
    ip_version: whole(types.uint16, 2, 4),
    database_type: kind,
    languages: ['en'],
    binary_format_major_version: whole(types.uint16, 2, 2),
    binary_format_minor_version: whole(types.uint16, 2, 0),
    build_epoch: whole(types.uint64, 5, 1_700_000_000),
    description: { en: kind },
  };
  const marker = Buffer.from('\u00ab\u00cd\u00efMaxMind.com', 'latin1');
  return Buffer.concat([tree, Buffer.alloc(separator), ...told, marker, encoded(about)]);
}

function put(root: Node, network: string, index: number): void {
  const [address = '', length = '32'] = network.split('/');
  const number = address.split('.').reduce((all, part) => all * 256 + Number(part), 0);
  let node = root;
  for (let bit = 0; bit < Number(length); bit++) {
    const side = Math.floor(number / 2 ** (31 - bit)) % 2 === 0 ? 0 : 1;
    if (bit === Number(length) - 1) {
      node.records[side] = index;
      return;
    }
    const next = node.records[side];
    const deeper: Node = typeof next === 'object' ? next : { records: [undefined, undefined] };
    node.records[side] = deeper;
    node = deeper;
  }
}

/** The data types of entries, by their numbers in the format. */
const types = { text: 2, uint16: 5, uint32: 6, map: 7, uint64: 9, array: 11, boolean: 14 } as const;

function encoded(value: Told): Buffer {
  if (typeof value === 'string')
    return Buffer.concat([head(types.text, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'boolean') return head(types.boolean, Number(value));
  if (typeof value === 'number') return whole(types.uint32, 4, value);
  if (Buffer.isBuffer(value)) return value;
  if (isList(value)) return Buffer.concat([head(types.array, value.length), ...value.map(encoded)]);
  const entries = Object.entries(value);
  return Buffer.concat([
    head(types.map, entries.length),
    ...entries.flatMap(([name, one]) => [encoded(name), encoded(one)]),
  ]);
}

function whole(type: number, bytes: number, value: number): Buffer {
  const number = Buffer.alloc(bytes);
  number.writeUIntBE(value, 0, bytes);
  return Buffer.concat([head(type, bytes), number]);
}

function isList(value: object): value is readonly Told[] {
  return Array.isArray(value);
}

function head(type: number, size: number): Buffer {
  if (size > 28) throw new Error('what is told here is shorter');
  return Buffer.from(type > 7 ? [size, type - 7] : [type * 32 + size]);
}
