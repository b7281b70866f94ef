/** V8 copies shorter pieces of a text; longer ones keep the whole text alive. */
const shortestSlice = 13;

/**
 * ownText returns an equal string with memory of its own. A piece of a document is otherwise a view into the document, and keeps
 * all of it alive.
 */
export function ownText(text: string): string {
  if (text.length < shortestSlice) return text;
  const copy = Buffer.from(text).toString();
  // A lone surrogate does not survive the copy.
  return copy === text ? copy : text;
}

const shared = new Map<string, string>();
const mostShared = 4096;

/**
 * sharedText returns one string for equal texts. It is for texts of which few differ but thousands are kept, such as paths in an
 * object.
 */
export function sharedText(text: string): string {
  const known = shared.get(text);
  if (known !== undefined) return known;
  const own = ownText(text);
  if (shared.size < mostShared) shared.set(own, own);
  return own;
}
