/** Bytes: an archive is made of blocks. */
const block = 512;

/**
 * fileInTar gives the bytes of a file at the root of an archive (POSIX ustar), and reads the archive to its end. It throws where
 * the file is missing or cut off.
 */
export async function* fileInTar(
  archive: AsyncIterable<Uint8Array>,
  name: string,
): AsyncIterable<Uint8Array> {
  let header: Buffer = Buffer.alloc(0);
  let [left, padding] = [0, 0];
  let [isMeant, isFound] = [false, false];
  for await (const piece of archive) {
    let at = 0;
    while (at < piece.length) {
      const rest = piece.length - at;
      if (left > 0) {
        const taken = Math.min(left, rest);
        if (isMeant) yield piece.subarray(at, at + taken);
        left -= taken;
        at += taken;
      } else if (padding > 0) {
        const taken = Math.min(padding, rest);
        padding -= taken;
        at += taken;
      } else {
        const taken = Math.min(block - header.length, rest);
        header = Buffer.concat([header, piece.subarray(at, at + taken)]);
        at += taken;
        if (header.length < block) break;
        const entry = readEntry(header);
        header = Buffer.alloc(0);
        left = entry.size;
        padding = (block - (entry.size % block)) % block;
        isMeant = !isFound && entry.name === name;
        isFound ||= isMeant;
      }
    }
  }
  if (!isFound) throw new Error(`its layer holds no file ${name}`);
  if (left > 0) throw new Error('its layer is cut off');
}

/** The entry of a header; blocks of zeros, which end an archive, are entries without a name. */
function readEntry(header: Buffer): { readonly name: string; readonly size: number } {
  const text = (from: number, to: number) => header.toString('latin1', from, to).replace(/\0.*$/s, '');
  const isFile = ['0', ''].includes(text(156, 157));
  const size = Number.parseInt(text(124, 136).trim() || '0', 8);
  if (!(size >= 0)) throw new Error('its layer is not an archive that can be read');
  return { name: isFile ? text(0, 100).replace(/^(?:\.?\/)+/, '') : '', size };
}
