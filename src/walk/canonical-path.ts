/**
 * canonicalPath brings a path into the form in which Envoy matches it and sends it on (`normalize_path`): it resolves dot
 * segments, turns backslashes into slashes, unescapes what need not be escaped, and escapes what must be. Envoy does as
 * Chromium (url/url_canon_path.cc). It is undefined for a path that Envoy refuses, which is one with a NUL.
 */
export function canonicalPath(path: string): string | undefined {
  // Parameters (`;…`) of dot segments are dropped first.
  const bytes = Buffer.from(path.replace(/(?<=\/)(\.\.?);[^/]*/g, '$1'), 'utf8').toString('latin1');
  let out = '';
  /** Where in `out` a percent sign stands that began no escape; NaN where none does. */
  let stray = Number.NaN;
  for (let i = 0; i < bytes.length; i++) {
    const dot = dotAt(bytes, i);
    if (dot > 0) {
      const step = out.endsWith('/') ? stepAfter(bytes, i + dot) : undefined;
      if (step === undefined) out += '.';
      else if (step.up) out = parentOf(out);
      if (stray >= out.length) stray = Number.NaN;
      i += dot + (step?.length ?? 0) - 1;
      continue;
    }
    const character = bytes.charAt(i);
    const digits = escapeAt(bytes, i);
    if (digits !== undefined) {
      const meant = String.fromCharCode(Number.parseInt(digits, 16));
      if (meant === '\0') return undefined;
      i += 2;
      if (!/[-0-9A-Za-z_~]/.test(meant)) out += `%${digits}`;
      else out = withoutNestedEscape(out + meant, stray, bytes.charAt(i + 1));
    } else if (character === '\\') out += '/';
    else if (character === '\0') return undefined;
    else if (character === '%') {
      stray = out.length;
      out += character;
    } else out += isPlain(character) ? character : escaped(character);
  }
  return out.startsWith('/') ? out : `/${out}`;
}

/** mergedSlashes makes one slash of several in a row; a final slash stays. Envoy leaves two where the path has nothing else. */
export function mergedSlashes(path: string): string {
  return /^\/\/+$/.test(path) ? '//' : path.replace(/\/\/+/g, '/');
}

/** withoutEscapedSlashes unescapes slashes (`%2F`) and backslashes (`%5C`). */
export function withoutEscapedSlashes(path: string): string {
  return path.replace(/%2f/gi, '/').replace(/%5c/gi, '\\');
}

/** An unescaped character must not make an escape of a stray percent sign before it: then the sign itself is escaped. */
function withoutNestedEscape(out: string, stray: number, next: string): string {
  const isEscape =
    (stray === out.length - 2 && escapeAt(out + next, stray) !== undefined) ||
    (stray === out.length - 3 && escapeAt(out, stray) !== undefined);
  return isEscape ? `${out.slice(0, stray)}%25${out.slice(stray + 1)}` : out;
}

/** How many characters a dot takes here (`.` or `%2e`); 0 where there is none. */
function dotAt(text: string, i: number): number {
  if (text.charAt(i) === '.') return 1;
  return text.slice(i, i + 3).toLowerCase() === '%2e' ? 3 : 0;
}

/** What a dot at the start of a segment means, and how many characters after it belong to it; none where a name begins so. */
function stepAfter(text: string, i: number): { readonly up: boolean; readonly length: number } | undefined {
  if (i >= text.length) return { up: false, length: 0 };
  if (isSlash(text.charAt(i))) return { up: false, length: 1 };
  const second = dotAt(text, i);
  if (second === 0) return undefined;
  if (i + second >= text.length) return { up: true, length: second };
  return isSlash(text.charAt(i + second)) ? { up: true, length: second + 1 } : undefined;
}

function isSlash(character: string): boolean {
  return character === '/' || character === '\\';
}

/** The parent of a path that ends with a slash; it ends with a slash, too. */
function parentOf(path: string): string {
  return path.length === 1 ? path : path.slice(0, path.lastIndexOf('/', path.length - 2) + 1);
}

function escapeAt(text: string, i: number): string | undefined {
  return /^%([0-9A-Fa-f]{2})/.exec(text.slice(i, i + 3))?.[1];
}

function isPlain(character: string): boolean {
  return /[!$&'()*+,\-./0-9:;=@A-Z[\]_a-z~]/.test(character);
}

function escaped(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
