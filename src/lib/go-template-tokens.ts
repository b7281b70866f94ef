/** Token is one piece of an action; `at` is where in the template it begins. */
export interface Token {
  readonly kind: 'field' | 'root' | 'word' | 'text' | 'number' | '|' | '(' | ')' | 'end';
  /** Its meaning: a field's name without its dot, a string without its quotes. */
  readonly value: string;
  readonly at: number;
  /** Where it ends. */
  readonly to: number;
  /** No space separates it from the token before. */
  readonly isJoined: boolean;
}

/** TemplatePiece is literal text, or an action (between braces) as tokens, the last of which is of kind `end`. */
export type TemplatePiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly tokens: readonly Token[] };

/** TemplateMistake says where and why a text is not a template. It is thrown only within these files; callers get it as a value. */
export class TemplateMistake extends Error {
  readonly at: number;
  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

const opening = /\{\{(?:-(?=\s))?/g;
const closing = /(?:\s-)?\}\}/y;
const comment = /\s*\/\*[\s\S]*?\*\/\s*(?:-(?=\}\}))?/y;
const token =
  /(?<field>\.[\p{L}_][\p{L}\p{N}_]*|\.)|(?<root>\$)(?![\p{L}_])|(?<word>[\p{L}_][\p{L}\p{N}_]*)|(?<number>-?\d+)(?![\p{L}_.])|(?<text>"(?:[^"\\\n]|\\.)*"|`[^`]*`)|(?<mark>[|()])/uy;

/** splitTemplate splits a Go template into its pieces. It throws a `TemplateMistake`. */
export function splitTemplate(source: string): readonly TemplatePiece[] {
  const pieces: TemplatePiece[] = [];
  let from = 0;
  let isTrimmed = false;
  const addText = (to: number, trimsEnd: boolean) => {
    let text = source.slice(from, to);
    if (isTrimmed) text = text.trimStart();
    if (trimsEnd) text = text.trimEnd();
    if (text !== '') pieces.push({ kind: 'text', text });
  };
  for (;;) {
    opening.lastIndex = from;
    const open = opening.exec(source);
    if (open === null) break;
    addText(open.index, open[0].endsWith('-'));
    const inside = open.index + open[0].length;
    const { tokens, to, trims } = commentAt(source, inside) ?? actionAt(source, inside);
    if (tokens !== undefined) pieces.push({ kind: 'action', tokens });
    from = to;
    isTrimmed = trims;
  }
  addText(source.length, false);
  return pieces;
}

interface Action {
  readonly tokens?: readonly Token[];
  /** Where the text after it begins. */
  readonly to: number;
  /** White space after it is trimmed. */
  readonly trims: boolean;
}

function commentAt(source: string, from: number): Action | undefined {
  const found = matchAt(comment, source, from);
  if (found === undefined) return undefined;
  const to = from + found[0].length;
  if (!source.startsWith('}}', to)) throw new TemplateMistake(from, 'comment ends before closing delimiter');
  return { to: to + 2, trims: found[0].endsWith('-') };
}

function actionAt(source: string, from: number): Action {
  const tokens: Token[] = [];
  let at = from;
  let isJoined = false;
  for (;;) {
    const end = matchAt(closing, source, at);
    if (end !== undefined) {
      const to = at + end[0].length;
      return {
        tokens: [...tokens, { kind: 'end', value: '', at, to: at, isJoined }],
        to,
        trims: end[0].includes('-'),
      };
    }
    if (at >= source.length) throw new TemplateMistake(from, 'unclosed action');
    if (/\s/.test(source.charAt(at))) {
      at += 1;
      isJoined = false;
      continue;
    }
    const read = tokenAt(source, at, isJoined);
    tokens.push(read);
    at = read.to;
    isJoined = true;
  }
}

function tokenAt(source: string, at: number, isJoined: boolean): Token {
  const found = matchAt(token, source, at)?.groups;
  const first = source.charAt(at);
  if (found === undefined) {
    if (first === '"') throw new TemplateMistake(at, 'unterminated quoted string');
    if (first === '`') throw new TemplateMistake(at, 'unterminated raw quoted string');
    throw new TemplateMistake(at, `unexpected ${JSON.stringify(first)} in an action`);
  }
  const made = (kind: Token['kind'], written: string, value = written): Token => {
    return { kind, value, at, to: at + written.length, isJoined };
  };
  const { field, root, word, number, text, mark = '' } = found;
  if (field !== undefined) return made('field', field, field.slice(1));
  if (root !== undefined) return made('root', root);
  if (word !== undefined) return made('word', word);
  if (number !== undefined) return made('number', number);
  if (text !== undefined) return made('text', text, unquoted(text, at));
  return made(mark as '|' | '(' | ')', mark);
}

const escapes: Readonly<Record<string, string>> = {
  ...{ a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
  ...{ '\\': '\\', '"': '"' },
};

/** Decodes a string as Go writes it: with escapes in double quotes, literally in backquotes. */
function unquoted(written: string, at: number): string {
  const inner = written.slice(1, -1);
  if (written.startsWith('`')) return inner.replaceAll('\r', '');
  return inner.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))/g,
    (
      all,
      hex2: string | undefined,
      hex4: string | undefined,
      hex8: string | undefined,
      octal?: string,
      one?: string,
    ) => {
      const hex = hex2 ?? hex4 ?? hex8;
      const code = hex === undefined ? Number.parseInt(octal ?? '', 8) : Number.parseInt(hex, 16);
      if (code <= 0x10ffff) return String.fromCodePoint(code);
      const meant = escapes[one ?? ''];
      if (meant === undefined) throw new TemplateMistake(at, `invalid syntax: ${all}`);
      return meant;
    },
  );
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
