import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { bounded } from '#lib/bounded.ts';
import { fileInTar } from './file-in-tar.ts';

/** The file of the program in an archive, as tools for such images name it. */
const inArchive = 'plugin.wasm';
/** How programs in WebAssembly begin. */
const beginning = Buffer.from('\0asm');

/** LayerForm says in what form a layer holds its program; `largest` is in bytes, of what is unpacked. */
export interface LayerForm {
  readonly isArchive: boolean;
  readonly isGzipped: boolean;
  readonly largest: number;
}

/** programIn gives the program in the bytes of a layer. It reads them to their end, and throws where there is none. */
export async function* programIn(
  layer: AsyncIterable<Uint8Array>,
  { isArchive, isGzipped, largest }: LayerForm,
): AsyncIterable<Uint8Array> {
  const unpacked = isGzipped ? bounded(gunzipped(layer), largest) : layer;
  let head: Buffer = Buffer.alloc(0);
  for await (const piece of isArchive ? fileInTar(unpacked, inArchive) : unpacked) {
    if (head.length < beginning.length) {
      head = Buffer.concat([head, piece.subarray(0, beginning.length)]);
      const known = Math.min(head.length, beginning.length);
      if (!head.subarray(0, known).equals(beginning.subarray(0, known))) throw noProgram();
    }
    yield piece;
  }
  if (head.length < beginning.length) throw noProgram();
}

function noProgram(): Error {
  return new Error('its layer holds no program in WebAssembly');
}

async function* gunzipped(pieces: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const gunzip = createGunzip();
  const done = pipeline(pieces, gunzip);
  // Whoever reads below is told of what fails.
  done.catch(() => {});
  yield* gunzip;
  await done;
}
