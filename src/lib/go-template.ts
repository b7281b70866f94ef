import { splitTemplate, TemplateMistake, type TemplatePiece, type Token } from './go-template-tokens.ts';

/** Longer texts are no template of a host name or a port. */
const maxLength = 4096;
/** How deep conditions and parentheses may be nested. */
const maxDepth = 16;

/** Expression yields a value; `source` is its text, and `at` is where that begins. */
export type Expression = { readonly source: string; readonly at: number } & (
  | { readonly kind: 'constant'; readonly value: string | number | boolean }
  /** A path of field names, from the dot or (`root`) from all data; an empty path is that value itself. */
  | {
      readonly kind: 'field';
      readonly of?: Expression | 'root';
      readonly names: readonly string[];
    }
  | { readonly kind: 'call'; readonly name: string; readonly values: readonly Expression[] }
);

/** TemplateNode is one part of a template. */
export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly expression: Expression }
  | {
      /** `with` sets the dot to the condition's value, `range` to each of its elements in turn. */
      readonly kind: 'if' | 'with' | 'range';
      readonly condition: Expression;
      readonly holds: readonly TemplateNode[];
      readonly otherwise: readonly TemplateNode[];
    };

/** GoTemplate is a parsed template. */
export interface GoTemplate {
  readonly source: string;
  readonly nodes: readonly TemplateNode[];
}

/** The built-in functions of Go's templates that are supported here. */
const builtIn = ['and', 'eq', 'index', 'len', 'ne', 'not', 'or', 'print', 'printf', 'slice'] as const;
export type BuiltInFunction = (typeof builtIn)[number];

/** Blocks that change the dot. Templates of names and numbers do not need them, those of files do. */
const blocks = ['range', 'with'] as const;

/** What is not supported: variables, nested templates, and functions that nothing here needs. */
const unserved = new Set<string>([
  ...['block', 'break', 'continue', 'define', 'template', ...blocks],
  ...['call', 'ge', 'gt', 'html', 'js', 'le', 'lt', 'println', 'urlquery', 'nil'],
]);

/**
 * parseGoTemplate reads a template of Go's `text/template`, as far as names need it: fields, strings, `if`, pipelines, the
 * functions that make or compare texts, and those named in `functions`. Templates of whole files (`isFile`) also have `range` and
 * `with`, and may be longer. Problems are worded as Go words them.
 */
export function parseGoTemplate(
  source: string,
  functions: readonly string[],
  { isFile = false }: { readonly isFile?: boolean } = {},
): GoTemplate | { readonly problem: string } {
  try {
    const most = isFile ? 64 * maxLength : maxLength;
    if (source.length > most) {
      throw new TemplateMistake(0, `is longer than ${most} characters`);
    }
    const reader = new Reader(source, [...builtIn, ...functions], isFile ? ['if', ...blocks] : ['if']);
    return { source, nodes: reader.all() };
  } catch (error) {
    if (!(error instanceof TemplateMistake)) throw error;
    return { problem: `template: :${placeIn(source, error.at).line}: ${error.message}` };
  }
}

/** placeIn is the position of something in a template: the line, from 1, and the column, from 0, as Go counts. */
export function placeIn(source: string, at: number): { readonly line: number; readonly column: number } {
  const before = source.slice(0, at).split('\n');
  return { line: before.length, column: before.at(-1)?.length ?? 0 };
}

type Block = Extract<TemplateNode, { readonly condition: Expression }>['kind'];

type End = 'end' | 'else' | 'nothing more';

class Reader {
  readonly #source: string;
  readonly #functions: readonly string[];
  readonly #blocks: readonly Block[];
  readonly #pieces: readonly TemplatePiece[];
  #piece = 0;
  #tokens: readonly Token[] = [];
  #token = 0;
  #depth = 0;

  constructor(source: string, functions: readonly string[], served: readonly Block[]) {
    this.#source = source;
    this.#functions = functions;
    this.#blocks = served;
    this.#pieces = splitTemplate(source);
  }

  all(): readonly TemplateNode[] {
    const { nodes, ended } = this.#nodes();
    if (ended !== 'nothing more') throw this.#mistake(`unexpected {{${ended}}}`);
    return nodes;
  }

  /** Reads nodes up to what ends them. After `else` the reader stands behind that word. */
  #nodes(): { nodes: TemplateNode[]; ended: End } {
    const nodes: TemplateNode[] = [];
    for (;;) {
      const piece = this.#pieces[this.#piece++];
      if (piece === undefined) return { nodes, ended: 'nothing more' };
      if (piece.kind === 'text') {
        nodes.push(piece);
        continue;
      }
      this.#tokens = piece.tokens;
      this.#token = 0;
      const first = this.#peek();
      const keyword = first.kind === 'word' ? first.value : '';
      if (keyword === 'end' || keyword === 'else') {
        this.#token += 1;
        if (keyword === 'end') this.#close();
        return { nodes, ended: keyword };
      }
      const block = this.#blocks.find(one => one === keyword);
      if (block !== undefined) {
        this.#token += 1;
        nodes.push(this.#condition(block));
        continue;
      }
      const expression = this.#pipeline();
      this.#close();
      nodes.push({ kind: 'value', expression });
    }
  }

  #condition(kind: Block): TemplateNode {
    const condition = this.#pipeline();
    this.#close();
    return this.#deeper(() => {
      const { nodes: holds, ended } = this.#nodes();
      if (ended === 'nothing more') throw this.#mistake('unexpected EOF');
      if (ended === 'end') return { kind, condition, holds, otherwise: [] };
      const next = this.#peek();
      if (next.kind === 'word' && next.value === 'if') {
        this.#token += 1;
        return { kind, condition, holds, otherwise: [this.#condition('if')] };
      }
      this.#close();
      const rest = this.#nodes();
      if (rest.ended === 'nothing more') throw this.#mistake('unexpected EOF');
      if (rest.ended === 'else') throw this.#mistake('expected end; found {{else}}');
      return { kind, condition, holds, otherwise: rest.nodes };
    });
  }

  /** Reads commands, each of which passes its value to the next. */
  #pipeline(): Expression {
    let value = this.#command();
    while (this.#peek().kind === '|') {
      this.#token += 1;
      const next = this.#command(value);
      if (next.kind !== 'call') throw this.#mistake(`non executable command in pipeline`, next.at);
      value = next;
    }
    return value;
  }

  /** Reads a function and its arguments, or one value; `last` is the value that a pipeline passes on. */
  #command(last?: Expression): Expression {
    const first = this.#peek();
    if (endsCommand(first)) {
      throw this.#mistake('missing value for command', first.at);
    }
    if (!isFunction(first)) {
      const value = this.#operand();
      if (!endsCommand(this.#peek())) {
        throw this.#mistake(`can't give argument to non-function ${value.source}`, first.at);
      }
      return value;
    }
    this.#token += 1;
    this.#checkFunction(first);
    const values: Expression[] = [];
    for (let next = this.#peek(); !endsCommand(next); next = this.#peek()) {
      if (isFunction(next)) {
        this.#token += 1;
        this.#checkFunction(next);
        values.push({ kind: 'call', name: next.value, values: [], source: next.value, at: next.at });
      } else values.push(this.#operand());
    }
    const to = this.#tokens[this.#token - 1]?.to;
    const source = this.#source.slice(first.at, to);
    if (last !== undefined) values.push(last);
    return { kind: 'call', name: first.value, values, source, at: first.at };
  }

  #operand(): Expression {
    const token = this.#peek();
    this.#token += 1;
    const source = this.#source.slice(token.at, token.to);
    const { at } = token;
    switch (token.kind) {
      case 'text':
        return { kind: 'constant', value: token.value, source, at };
      case 'number':
        return { kind: 'constant', value: Number(token.value), source, at };
      case 'word':
        return { kind: 'constant', value: token.value === 'true', source, at };
      case 'field': {
        const names = [...(token.value === '' ? [] : [token.value]), ...this.#fields()];
        return { kind: 'field', names, source: this.#upToHere(at), at };
      }
      case 'root':
        return { kind: 'field', of: 'root', names: this.#fields(), source: this.#upToHere(at), at };
      case '(': {
        const inner = this.#deeper(() => this.#pipeline());
        if (this.#peek().kind !== ')') throw this.#mistake('unclosed left paren', at);
        this.#token += 1;
        const names = this.#fields();
        return names.length === 0
          ? inner
          : { kind: 'field', of: inner, names, source: this.#upToHere(at), at };
      }
      case ')':
      case '|':
      case 'end':
        throw this.#mistake(`unexpected ${JSON.stringify(source)} in operand`, at);
    }
  }

  /** Fields that follow without a space belong to the value before. */
  #fields(): string[] {
    const names: string[] = [];
    for (let next = this.#peek(); next.kind === 'field' && next.isJoined; next = this.#peek()) {
      if (next.value === '') throw this.#mistake('unexpected . after term', next.at);
      this.#token += 1;
      names.push(next.value);
    }
    return names;
  }

  #checkFunction({ value, at }: Token): void {
    if (this.#functions.includes(value)) return;
    if (unserved.has(value)) throw this.#mistake(`${value} is not served in these templates`, at);
    throw this.#mistake(`function ${JSON.stringify(value)} not defined`, at);
  }

  #close(): void {
    const { kind, at, to } = this.#peek();
    if (kind === 'end') return;
    throw this.#mistake(`unexpected ${JSON.stringify(this.#source.slice(at, to))} in command`, at);
  }

  #deeper<T>(read: () => T): T {
    this.#depth += 1;
    if (this.#depth > maxDepth) throw this.#mistake(`stands in more than ${maxDepth} others`);
    const result = read();
    this.#depth -= 1;
    return result;
  }

  #peek(): Token {
    const token = this.#tokens[this.#token];
    if (token === undefined) throw new Error('read beyond the end of an action');
    return token;
  }

  #upToHere(from: number): string {
    return this.#source.slice(from, this.#tokens[this.#token - 1]?.to);
  }

  #mistake(message: string, at = this.#tokens[0]?.at ?? 0): TemplateMistake {
    return new TemplateMistake(at, message);
  }
}

function endsCommand({ kind }: Token): boolean {
  return kind === 'end' || kind === '|' || kind === ')';
}

/** Every word but the two boolean constants. */
function isFunction({ kind, value }: Token): boolean {
  return kind === 'word' && value !== 'true' && value !== 'false';
}

/** isBuiltIn tells built-in functions from those that a template is given. */
export function isBuiltIn(name: string): name is BuiltInFunction {
  return (builtIn as readonly string[]).includes(name);
}
