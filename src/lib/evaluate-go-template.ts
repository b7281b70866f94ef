import {
  type BuiltInFunction,
  type Expression,
  type GoTemplate,
  isBuiltIn,
  placeIn,
  type TemplateNode,
} from './go-template.ts';

/** TemplateData is what a template is filled in with. */
export interface TemplateData {
  readonly fields: Readonly<Record<string, string>>;
  /** What a field is that is not there: a mistake, or nothing, which Go prints as `<no value>`. */
  readonly missing: 'mistake' | 'nothing';
  /** A function of one text: its value, or what is wrong. */
  readonly functions?: Readonly<Record<string, (argument: string) => Called>>;
}

export type Called = { readonly value: string } | { readonly problem: string };

/** All that a template can have in its hands; undefined is a field that is not there. */
type Value = string | number | boolean | Readonly<Record<string, string>> | undefined;

/** More than this is neither a host name nor a port. */
const maxOutput = 1024;

class Failure extends Error {}

/** evaluateGoTemplate fills a template in; what is wrong is worded as Go does. */
export function evaluateGoTemplate(
  { source, nodes }: GoTemplate,
  data: TemplateData,
): { readonly text: string } | { readonly problem: string } {
  let text = '';
  const write = (parts: readonly TemplateNode[]): void => {
    for (const part of parts) {
      switch (part.kind) {
        case 'text':
          text += part.text;
          break;
        case 'value':
          text += printed(evaluate(part.expression), part.expression);
          break;
        case 'if':
          write(isTrue(evaluate(part.condition)) ? part.holds : part.otherwise);
          break;
      }
      if (text.length > maxOutput) throw new Failure(`template: makes more than ${maxOutput} characters`);
    }
  };
  const fail = ({ source: written, at }: Expression, message: string): Failure => {
    const { line, column } = placeIn(source, at);
    return new Failure(`template: :${line}:${column}: executing "" at <${written}>: ${message}`);
  };
  const evaluate = (expression: Expression): Value => {
    switch (expression.kind) {
      case 'constant':
        return expression.value;
      case 'field':
        return fieldOf(expression.of === undefined ? data.fields : evaluate(expression.of), expression);
      case 'call': {
        const { name, values } = expression;
        if (isBuiltIn(name)) return callBuiltIn(name, values, expression);
        const argument = values.length === 1 && values[0] !== undefined ? evaluate(values[0]) : undefined;
        if (typeof argument !== 'string') {
          const message = `wrong number of args for ${name}: want 1 got ${values.length}`;
          throw fail(expression, values.length === 1 ? `wrong type for value; expected string` : message);
        }
        const called = data.functions?.[name]?.(argument);
        if (called === undefined) throw fail(expression, `"${name}" is not a defined function`);
        if ('problem' in called) throw fail(expression, `error calling ${name}: ${called.problem}`);
        return called.value;
      }
    }
  };
  const fieldOf = (value: Value, expression: Extract<Expression, { kind: 'field' }>): Value =>
    expression.names.reduce<Value>((from, name) => {
      if (from === undefined) return undefined;
      if (typeof from !== 'object') throw fail(expression, `can't evaluate field ${name}`);
      if (Object.hasOwn(from, name)) return from[name];
      if (data.missing === 'mistake') throw fail(expression, `can't evaluate field ${name}`);
      return undefined;
    }, value);
  const callBuiltIn = (name: BuiltInFunction, written: readonly Expression[], call: Expression): Value => {
    const least = { index: 2, len: 1, not: 1, printf: 1, print: 0, slice: 1, eq: 2, ne: 2, and: 1, or: 1 };
    if (written.length < least[name]) {
      const message = `wrong number of args for ${name}: want at least ${least[name]} got ${written.length}`;
      throw fail(call, message);
    }
    if (name === 'and' || name === 'or') {
      let value: Value;
      for (const one of written) {
        value = evaluate(one);
        if (isTrue(value) === (name === 'or')) break;
      }
      return value;
    }
    const values = written.map(evaluate);
    const [first, ...rest] = values;
    switch (name) {
      case 'not':
        return !isTrue(first);
      case 'eq':
        return rest.some(one => one === first);
      case 'ne':
        return rest[0] !== first;
      case 'print':
        return values.map(one => printed(one, call)).join('');
      case 'printf':
        return formatted(first, rest, call);
      case 'len':
        return typeof first === 'object' ? Object.keys(first).length : Buffer.byteLength(asText(first, call));
      case 'index':
        if (typeof first !== 'object') throw fail(call, `error calling index: can't index what has no keys`);
        return first[asText(rest[0], call)] ?? '';
      case 'slice':
        return sliced(asText(first, call), rest, call);
    }
  };
  const sliced = (text: string, bounds: readonly Value[], call: Expression): string => {
    const [from = 0, to = text.length] = bounds;
    const isWithin =
      Number.isInteger(from) && Number.isInteger(to) && 0 <= Number(from) && Number(from) <= Number(to);
    if (!isWithin || Number(to) > text.length || bounds.length > 2) {
      throw fail(call, `error calling slice: index out of range: ${bounds.map(String).join(', ')}`);
    }
    return text.slice(Number(from), Number(to));
  };
  const formatted = (format: Value, values: readonly Value[], call: Expression): string => {
    let used = 0;
    const made = asText(format, call).replace(/%(.?)/gs, (all, verb: string) => {
      if (verb === '%') return '%';
      if (!['s', 'v', 'q', 'd'].includes(verb))
        throw fail(call, `error calling printf: ${all} is not served, only %s, %v, %q and %d`);
      if (used >= values.length) throw fail(call, `error calling printf: ${all} has no value`);
      const value = printed(values[used++], call);
      return verb === 'q' ? JSON.stringify(value) : value;
    });
    if (used < values.length) throw fail(call, 'error calling printf: there are more values than verbs');
    return made;
  };
  const asText = (value: Value, call: Expression): string => {
    if (typeof value === 'string') return value;
    throw fail(call, 'wrong type for value; expected string');
  };
  const printed = (value: Value, expression: Expression): string => {
    if (typeof value === 'object')
      throw fail(expression, 'is all fields, which make no text; name one of them');
    return value === undefined ? '<no value>' : String(value);
  };
  try {
    write(nodes);
    return { text };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { problem: error.message };
  }
}

function isTrue(value: Value): boolean {
  return typeof value === 'object' ? Object.keys(value).length > 0 : Boolean(value);
}
