/**
 * bounded passes pieces on until there are more than `most` bytes, and then throws what `tooMany` makes. The source is then
 * released, as whenever a reader stops early: a stream is destroyed.
 */
export async function* bounded(
  pieces: AsyncIterable<Uint8Array>,
  most: number,
  tooMany: () => Error = () => new Error(`it has more than ${most} bytes`),
): AsyncIterable<Uint8Array> {
  let size = 0;
  for await (const piece of pieces) {
    size += piece.length;
    if (size > most) throw tooMany();
    yield piece;
  }
}

/** wholeText joins all pieces into one UTF-8 text. */
export async function wholeText(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const piece of pieces) chunks.push(piece);
  return Buffer.concat(chunks).toString();
}
