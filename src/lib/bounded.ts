/**
 * bounded passes pieces on until there are more than `most` bytes, when it throws what `tooMany` makes. Whoever gives them is let go
 * then, as everywhere where nobody goes on reading: a stream is destroyed.
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

/** wholeText is all of them as one text, of UTF-8. */
export async function wholeText(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const piece of pieces) chunks.push(piece);
  return Buffer.concat(chunks).toString();
}
