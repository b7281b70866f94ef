import type { HeaderEdit } from '#model';
import type { WrittenTransformation } from '#resources';
import { hasControl, noControl } from '../../header-edit.ts';
import type { SectionProblem } from '../section-problem.ts';

type Direction = 'request' | 'response';
type Template = WrittenTransformation['set'][number];

/** Transformed is the edits of a transformation that can be made, and what is wrong with the others, which are left out. */
export interface Transformed {
  readonly edit: HeaderEdit;
  readonly problems: readonly SectionProblem[];
}

/** transformed reads the templates of one direction as Envoy's command operators, as far as Envoy has such. */
export function transformed(
  { set, add, remove }: WrittenTransformation,
  direction: Direction,
  at: string,
): Transformed {
  const problems: SectionProblem[] = [];
  const told = (message: string, path: string) =>
    problems.push({ reason: 'UnsupportedValue', message, path: `${at}.${path}` });
  const read = (list: readonly Template[], field: string) =>
    list.flatMap(({ name, value = '' }, i) => {
      const format = isPseudo(name) ? { problem: noPseudo } : formatOf(value, direction);
      if ('format' in format)
        return [{ name: name.toLowerCase(), value: format.format, isFormat: true as const }];
      told(format.problem, `${field}[${i}]`);
      return [];
    });
  const edit: HeaderEdit = {
    set: read(set, 'set'),
    add: read(add, 'add'),
    remove: remove.flatMap((name, i) => {
      if (!isPseudo(name)) return [name.toLowerCase()];
      told(noPseudo, `remove[${i}]`);
      return [];
    }),
  };
  return { edit, problems };
}

const noPseudo =
  'has no effect: Envoy changes neither Host nor what begins with a colon so; write a URLRewrite filter';

function isPseudo(name: string): boolean {
  return name.startsWith(':') || name.toLowerCase() === 'host';
}

/** What stands between double braces. */
const parts = /\{\{([^{}]*)\}\}/g;

/** formatOf is a template with Envoy's command operators; a percent sign of the text itself is doubled. */
function formatOf(
  template: string,
  direction: Direction,
): { readonly format: string } | { readonly problem: string } {
  if (hasControl(template)) return { problem: noControl };
  let format = '';
  let end = 0;
  for (const { 0: whole, 1: inner = '', index } of template.matchAll(parts)) {
    const operator = operatorOf(inner.trim(), direction);
    if (operator === undefined) return { problem: unknown(whole) };
    format += literal(template.slice(end, index)) + operator;
    end = index + whole.length;
  }
  const rest = template.slice(end);
  const left = /\{[{%#]/.exec(template.replaceAll(parts, ''));
  if (left !== null) return { problem: unknown(template) };
  return { format: format + literal(rest) };
}

function unknown(what: string): string {
  return `has no effect: ${what} is nothing that Envoy has without a filter of its own; header("x"), request_header("x"), env("X") and texts can be had`;
}

function literal(text: string): string {
  return text.replaceAll('%', '%%');
}

const calls = /^(header|request_header|env)\(\s*"([A-Za-z0-9:_.-]+)"\s*\)$/;

function operatorOf(expression: string, direction: Direction): string | undefined {
  const text = /^"([^"\\{}]*)"$/.exec(expression);
  if (text !== null) return literal(text[1] ?? '');
  const [, call, name = ''] = calls.exec(expression) ?? [];
  switch (call) {
    case 'header':
      return direction === 'request' ? `%REQ(${name})%` : `%RESP(${name})%`;
    case 'request_header':
      return `%REQ(${name})%`;
    case 'env':
      return `%ENVIRONMENT(${name})%`;
    default:
      return undefined;
  }
}
