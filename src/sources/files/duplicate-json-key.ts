const quote = 0x22;
const backslash = 0x5c;

/**
 * duplicateJsonKey finds a key that stands twice in one object of `text`, which must be valid JSON. `JSON.parse` silently
 * keeps the last one, which is rarely what its author meant; YAML and the API server refuse it.
 */
export function duplicateJsonKey(text: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  let keys: Set<string> | undefined;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x7b: // {
        open.push(keys);
        keys = new Set();
        break;
      case 0x5b: // [
        open.push(keys);
        keys = undefined;
        break;
      case 0x7d: // }
      case 0x5d: // ]
        keys = open.pop();
        break;
      case quote: {
        const end = endOfString(text, at);
        if (keys !== undefined && isKey(text, end + 1)) {
          const key: unknown = JSON.parse(text.slice(at, end + 1));
          if (keys.has(String(key))) return String(key);
          keys.add(String(key));
        }
        at = end;
        break;
      }
    }
  }
  return undefined;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === quote) return at;
    if (char === backslash) at++;
  }
  return text.length;
}

function isKey(text: string, after: number): boolean {
  let at = after;
  while (text.charCodeAt(at) <= 0x20) at++;
  return text[at] === ':';
}
