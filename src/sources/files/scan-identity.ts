/**
 * Identity is what a text that cannot be parsed says about the object it means. Fields that were not found are missing. In
 * the universal form, its `type` is the kind and its `mesh` the namespace.
 */
export interface Identity {
  readonly isUniversal?: true;
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** How much of a text is scanned: objects name themselves at the top. */
const scannedChars = 64 * 1024;

/**
 * scanIdentity looks for the lines that name an object in a text that cannot be parsed: `apiVersion` and `kind` at the first
 * column, `name` and `namespace` directly under `metadata`. In JSON: the first `"kind"` and `"apiVersion"`, and the names
 * that stand directly in `"metadata"`. Without any of these: `type`, `mesh` and `name` at the first column, or directly in the
 * outermost braces.
 */
export function scanIdentity(text: string): Identity {
  const head = text.slice(0, scannedChars);
  const isFlow = /^\s*[[{]/.test(head);
  const usual = isFlow ? scanJson(head) : scanYaml(head);
  if (usual.apiVersion !== undefined || /["\s]?metadata["\s]*:/.test(head)) return usual;
  return universal(isFlow ? flowFields(head) : blockFields(head)) ?? usual;
}

function universal({ type, mesh, name }: Readonly<Record<string, string>>): Identity | undefined {
  if (type === undefined || name === undefined || !isSaid(name)) return undefined;
  return { isUniversal: true, kind: type, name, ...(mesh === undefined ? {} : { namespace: mesh }) };
}

function blockFields(text: string): Readonly<Record<string, string>> {
  const lines = text.matchAll(/^["']?(type|mesh|name)["']?:[ \t]*["']?([^\s"'#]+)/gm);
  return Object.fromEntries(Array.from(lines, ([, field = '', value = '']) => [field, value]));
}

function flowFields(text: string): Readonly<Record<string, string>> {
  const fields = directlyIn(text).matchAll(/(?:^|[,\s])["']?(type|mesh|name)["']?\s*:\s*["']?([^\s"',}]+)/g);
  return Object.fromEntries(Array.from(fields, ([, field = '', value = '']) => [field, value]));
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

/** Names in a text that begins with `{`. */
function flowNames(text: string): Names {
  const direct = directlyIn(text);
  return {
    name: /(?:^|[,\s])["']?name["']?\s*:\s*["']?([^\s"',}]+)/.exec(direct)?.[1],
    namespace: /(?:^|[,\s])["']?namespace["']?\s*:\s*["']?([^\s"',}]+)/.exec(direct)?.[1],
  };
}

/** The text directly in `{…`, up to the brace that closes it, without what stands in braces inside. */
function directlyIn(text: string): string {
  let depth = 0;
  let direct = '';
  for (const part of text.split(/([{}])/)) {
    if (part === '{') depth++;
    else if (part === '}') depth--;
    else if (depth === 1) direct += part;
    if (part === '}' && depth === 0) break;
  }
  return direct;
}

interface Names {
  name?: string | undefined;
  namespace?: string | undefined;
}

type Fields = Readonly<Record<Exclude<keyof Identity, 'isUniversal'>, string | undefined>> | Names;

/** A field that a template has yet to fill (`{{ .Values.name }}`) names nothing. */
function found(fields: Fields): Identity {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => isSaid(value)));
}

function isSaid(value: string | undefined): boolean {
  return value !== undefined && !value.includes('{{');
}
