import type { BodyChange, HeaderEdit } from '#model';
import type { WrittenTransformation } from '#resources';
import { hasControl, noControl } from '../../header-edit.ts';
import type { SectionProblem } from '../section-problem.ts';

type Direction = 'request' | 'response';
type Template = WrittenTransformation['set'][number];

/** Transformed is the edits of a transformation that can be made, and what is wrong with the others, which are left out. */
export interface Transformed {
  readonly edit: HeaderEdit;
  /** What needs the body. */
  readonly body?: BodyChange;
  readonly problems: readonly SectionProblem[];
  /** Why the body cannot be changed: nothing passes then that it should have changed. */
  readonly unusable?: SectionProblem;
}

/** transformed reads the templates of one direction as Envoy's command operators, as far as Envoy has such. */
export function transformed(
  { set, add, remove, body }: WrittenTransformation,
  direction: Direction,
  at: string,
): Transformed {
  const isJson = body?.parseAs === 'AsJson';
  const problems: SectionProblem[] = [];
  const told = (message: string, path: string) =>
    problems.push({ reason: 'UnsupportedValue', message, path: `${at}.${path}` });
  const ofBody: BodyChange['headers'][number][] = [];
  const read = (list: readonly Template[], field: 'set' | 'add') =>
    list.flatMap(({ name, value = '' }, i) => {
      const format = isPseudo(name)
        ? { problem: `has no effect: ${noPseudo}` }
        : hasControl(value)
          ? { problem: noControl }
          : formatOf(value, direction, isJson);
      if ('problem' in format) {
        told(format.problem, `${field}[${i}]`);
        return [];
      }
      const header = { name: name.toLowerCase(), value: format.format };
      if (!format.isOfBody) return [{ ...header, isFormat: true as const }];
      ofBody.push(field === 'add' ? { ...header, isAdded: true } : header);
      return [];
    });
  const edit: HeaderEdit = {
    set: read(set, 'set'),
    add: read(add, 'add'),
    remove: remove.flatMap((name, i) => {
      if (!isPseudo(name)) return [name.toLowerCase()];
      told(`has no effect: ${noPseudo}`, `remove[${i}]`);
      return [];
    }),
  };
  const text = body?.parseAs === 'None' ? undefined : body?.value;
  if (text === undefined)
    return { edit, problems, ...(ofBody.length === 0 ? {} : { body: { headers: ofBody } }) };
  const format = isJson ? formatOf(text, direction, isJson) : { problem: onlyJson };
  if ('format' in format) return { edit, problems, body: { text: format.format, headers: ofBody } };
  const path = `${at}.body.${isJson ? 'value' : 'parseAs'}`;
  return { edit, problems, unusable: { reason: 'UnsupportedValue', message: format.problem, path } };
}

const onlyJson = 'is not served: Envoy rewrites bodies of JSON alone; write AsJson where it is JSON';

const noPseudo = 'Envoy changes neither Host nor what begins with a colon so; write a URLRewrite filter';

function isPseudo(name: string): boolean {
  return name.startsWith(':') || name.toLowerCase() === 'host';
}

/** What stands between double braces. */
const parts = /\{\{([^{}]*)\}\}/g;

/** formatOf is a template with Envoy's command operators; a percent sign of the text itself is doubled. */
function formatOf(
  template: string,
  direction: Direction,
  isJson: boolean,
): Format | { readonly problem: string } {
  let format = '';
  let isOfBody = false;
  let end = 0;
  for (const { 0: whole, 1: inner = '', index } of template.matchAll(parts)) {
    const field = isJson ? fieldOf(inner.trim(), direction) : undefined;
    isOfBody ||= field !== undefined;
    const operator = field ?? operatorOf(inner.trim(), direction);
    if (operator === undefined) return { problem: unknown(whole) };
    format += literal(template.slice(end, index)) + operator;
    end = index + whole.length;
  }
  const rest = template.slice(end);
  const left = /\{[{%#]/.exec(template.replaceAll(parts, ''));
  if (left !== null) return { problem: unknown(template) };
  return { format: format + literal(rest), isOfBody };
}

/** Format is a text with Envoy's command operators; `isOfBody` where one of them looks into the body. */
interface Format {
  readonly format: string;
  readonly isOfBody: boolean;
}

/** A field of the body, by its path. */
function fieldOf(expression: string, direction: Direction): string | undefined {
  if (!/^[A-Za-z_][\w-]*(\.[\w-]+)*$/.test(expression)) return undefined;
  const path = expression.replaceAll('.', ':');
  return direction === 'request' ? `%REQUEST_BODY(${path})%` : `%RESPONSE_BODY(${path})%`;
}

function unknown(what: string): string {
  return `has no effect: ${what} is nothing that Envoy has without a filter of its own; header("x"), request_header("x"), env("X"), texts and, with parseAs AsJson, fields of the body can be had`;
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
