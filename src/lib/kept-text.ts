/** V8 copies shorter pieces of a text; longer ones keep the whole text alive. */
const shortestSlice = 13;

/**
 * ownText gives the same text as a string of its own. A piece of a document is otherwise a view into it, and keeps the whole
 * document for as long as the piece is kept.
 */
export function ownText(text: string): string {
  if (text.length < shortestSlice) return text;
  const copy = Buffer.from(text).toString();
  // A lone surrogate does not survive the copy.
  return copy === text ? copy : text;
}

const shared = new Map<string, string>();
const mostShared = 4096;

/** sharedText gives one string for equal texts: for those that are few and are kept by the thousand, as paths in an object. */
export function sharedText(text: string): string {
  const known = shared.get(text);
  if (known !== undefined) return known;
  const own = ownText(text);
  if (shared.size < mostShared) shared.set(own, own);
  return own;
}
