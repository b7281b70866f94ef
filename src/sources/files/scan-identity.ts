/** Identity is what a text that cannot be parsed says of the object it means. Fields that were not found are missing. */
export interface Identity {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** Objects say who they are at the top. */
const scannedChars = 64 * 1024;

/**
 * scanIdentity looks for the lines that name an object in a text that cannot be parsed: `apiVersion` and `kind` at the first
 * column, `name` and `namespace` directly under `metadata`. In JSON: the first `"kind"` and `"apiVersion"`, and the names
 * that stand directly in `"metadata"`.
 */
export function scanIdentity(text: string): Identity {
  const head = text.slice(0, scannedChars);
  return /^\s*[[{]/.test(head) ? scanJson(head) : scanYaml(head);
}

function scanYaml(text: string): Identity {
  const flow = /^metadata:[ \t]*(\{.*)$/m.exec(text)?.[1];
  const names = flow === undefined ? blockNames(text) : flowNames(flow);
  return found({
    apiVersion: /^apiVersion:[ \t]*["']?([^\s"'#]+)/m.exec(text)?.[1],
    kind: /^kind:[ \t]*["']?([^\s"'#]+)/m.exec(text)?.[1],
    ...names,
  });
}

function blockNames(text: string): Names {
  const start = /^metadata:[ \t]*(?:#.*)?\r?$/m.exec(text);
  if (start === null) return {};
  const names: Names = {};
  let indent: string | undefined;
  for (const line of text.slice(start.index + start[0].length + 1).split('\n')) {
    const match = /^([ \t]*)(.*)$/.exec(line);
    const [, space = '', rest = ''] = match ?? [];
    if (rest.trim() === '' || rest.startsWith('#')) continue;
    if (space === '') break;
    indent ??= space;
    if (space !== indent) continue;
    const value = /^["']?(name|namespace)["']?:[ \t]*["']?([^\s"'#]+)/.exec(rest);
    if (value?.[1] === 'name') names.name ??= value[2];
    else if (value?.[1] === 'namespace') names.namespace ??= value[2];
  }
  return names;
}

function scanJson(text: string): Identity {
  const start = /"metadata"\s*:\s*\{/.exec(text);
  return found({
    apiVersion: /"apiVersion"\s*:\s*"([^"\n]+)"/.exec(text)?.[1],
    kind: /"kind"\s*:\s*"([^"\n]+)"/.exec(text)?.[1],
    ...(start === null ? {} : flowNames(text.slice(start.index + start[0].length - 1))),
  });
}

/** Names in `{…`, up to the brace that closes it, leaving out what stands in braces inside. */
function flowNames(text: string): Names {
  let depth = 0;
  let direct = '';
  for (const part of text.split(/([{}])/)) {
    if (part === '{') depth++;
    else if (part === '}') depth--;
    else if (depth === 1) direct += part;
    if (part === '}' && depth === 0) break;
  }
  return {
    name: /(?:^|[,\s])["']?name["']?\s*:\s*["']?([^\s"',}]+)/.exec(direct)?.[1],
    namespace: /(?:^|[,\s])["']?namespace["']?\s*:\s*["']?([^\s"',}]+)/.exec(direct)?.[1],
  };
}

interface Names {
  name?: string | undefined;
  namespace?: string | undefined;
}

function found(fields: Record<keyof Identity, string | undefined> | Names): Identity {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
