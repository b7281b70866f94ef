import {
  type BuiltInFunction,
  type Expression,
  type GoTemplate,
  isBuiltIn,
  placeIn,
  type TemplateNode,
} from './go-template.ts';
import type { Json } from './json.ts';

/** TemplateData is the data and the functions of a template. */
export interface TemplateData {
  readonly fields: { readonly [name: string]: Json };
  /** How a missing field is treated: as a mistake, or as no value, which Go prints as `<no value>`. */
  readonly missing: 'mistake' | 'nothing';
  /** Functions of one text: each returns a value, or what is wrong. */
  readonly functions?: Readonly<Record<string, (argument: string) => Called>>;
  /** Functions of any number of values. */
  readonly operators?: Readonly<Record<string, (...values: readonly TemplateValue[]) => TemplateValue>>;
  /** The most characters of output. Default: 1024, more than a host name or a port has. */
  readonly maxOutput?: number;
}

export type Called = { readonly value: string } | { readonly problem: string };

/** TemplateValue is any value in a template; undefined is a missing field. */
export type TemplateValue = Json | undefined;

class Failure extends Error {}

/** evaluateGoTemplate fills a template in; problems are worded as Go words them. */
export function evaluateGoTemplate(
  { source, nodes }: GoTemplate,
  data: TemplateData,
): { readonly text: string } | { readonly problem: string } {
  const { maxOutput = 1024 } = data;
  let text = '';
  const write = (parts: readonly TemplateNode[], dot: TemplateValue): void => {
    for (const part of parts) {
      switch (part.kind) {
        case 'text':
          text += part.text;
          break;
        case 'value':
          text += printed(evaluate(part.expression, dot), part.expression);
          break;
        case 'if':
          write(isTrue(evaluate(part.condition, dot)) ? part.holds : part.otherwise, dot);
          break;
        case 'with': {
          const value = evaluate(part.condition, dot);
          if (isTrue(value)) write(part.holds, value);
          else write(part.otherwise, dot);
          break;
        }
        case 'range': {
          const values = valuesIn(evaluate(part.condition, dot), part.condition);
          for (const value of values) write(part.holds, value);
          if (values.length === 0) write(part.otherwise, dot);
          break;
        }
      }
      if (text.length > maxOutput) throw new Failure(`template: makes more than ${maxOutput} characters`);
    }
  };
  const fail = ({ source: written, at }: Expression, message: string): Failure => {
    const { line, column } = placeIn(source, at);
    return new Failure(`template: :${line}:${column}: executing "" at <${written}>: ${message}`);
  };
  const valuesIn = (value: TemplateValue, written: Expression): readonly Json[] => {
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value;
    if (typeof value !== 'object') throw fail(written, `range can't iterate over ${String(value)}`);
    return Object.keys(value)
      .sort()
      .flatMap(name => (value as Fields)[name] ?? []);
  };
  const evaluate = (expression: Expression, dot: TemplateValue): TemplateValue => {
    switch (expression.kind) {
      case 'constant':
        return expression.value;
      case 'field':
        return fieldOf(ownerOf(expression, dot), expression);
      case 'call': {
        const { name, values } = expression;
        if (isBuiltIn(name)) return callBuiltIn(name, values, expression, dot);
        const operator = data.operators?.[name];
        if (operator !== undefined) return operator(...values.map(value => evaluate(value, dot)));
        const argument =
          values.length === 1 && values[0] !== undefined ? evaluate(values[0], dot) : undefined;
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
  const ownerOf = ({ of }: Extract<Expression, { kind: 'field' }>, dot: TemplateValue): TemplateValue => {
    if (of === undefined) return dot;
    return of === 'root' ? data.fields : evaluate(of, dot);
  };
  const fieldOf = (value: TemplateValue, expression: Extract<Expression, { kind: 'field' }>): TemplateValue =>
    expression.names.reduce<TemplateValue>((from, name) => {
      if (from === undefined) return undefined;
      if (!isFields(from)) throw fail(expression, `can't evaluate field ${name}`);
      if (Object.hasOwn(from, name)) return from[name];
      if (data.missing === 'mistake') throw fail(expression, `can't evaluate field ${name}`);
      return undefined;
    }, value);
  const callBuiltIn = (
    name: BuiltInFunction,
    written: readonly Expression[],
    call: Expression,
    dot: TemplateValue,
  ): TemplateValue => {
    const least = { index: 2, len: 1, not: 1, printf: 1, print: 0, slice: 1, eq: 2, ne: 2, and: 1, or: 1 };
    if (written.length < least[name]) {
      const message = `wrong number of args for ${name}: want at least ${least[name]} got ${written.length}`;
      throw fail(call, message);
    }
    if (name === 'and' || name === 'or') {
      let value: TemplateValue;
      for (const one of written) {
        value = evaluate(one, dot);
        if (isTrue(value) === (name === 'or')) break;
      }
      return value;
    }
    const values = written.map(one => evaluate(one, dot));
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
        return isFields(first) ? Object.keys(first).length : Buffer.byteLength(asText(first, call));
      case 'index':
        if (!isFields(first)) throw fail(call, `error calling index: can't index what has no keys`);
        return first[asText(rest[0], call)] ?? '';
      case 'slice':
        return sliced(asText(first, call), rest, call);
    }
  };
  const sliced = (text: string, bounds: readonly TemplateValue[], call: Expression): string => {
    const [from = 0, to = text.length] = bounds;
    const isWithin =
      Number.isInteger(from) && Number.isInteger(to) && 0 <= Number(from) && Number(from) <= Number(to);
    if (!isWithin || Number(to) > text.length || bounds.length > 2) {
      throw fail(call, `error calling slice: index out of range: ${bounds.map(String).join(', ')}`);
    }
    return text.slice(Number(from), Number(to));
  };
  const formatted = (format: TemplateValue, values: readonly TemplateValue[], call: Expression): string => {
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
  const asText = (value: TemplateValue, call: Expression): string => {
    if (typeof value === 'string') return value;
    throw fail(call, 'wrong type for value; expected string');
  };
  const printed = (value: TemplateValue, expression: Expression): string => {
    if (typeof value === 'object' && value !== null)
      throw fail(expression, 'is all fields, which make no text; name one of them');
    return value === undefined || value === null ? '<no value>' : String(value);
  };
  try {
    write(nodes, data.fields);
    return { text };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { problem: error.message };
  }
}

type Fields = { readonly [name: string]: Json };

function isFields(value: TemplateValue): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** isTrue tells, as Go does, whether a value is not empty. */
export function isTrue(value: TemplateValue): boolean {
  return typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value);
}
