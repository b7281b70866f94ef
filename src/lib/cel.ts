import { parse } from '@bufbuild/cel';
import { type Expr, ParsedExprSchema } from '@bufbuild/cel-spec/cel/expr/syntax_pb.js';
import { toBinary } from '@bufbuild/protobuf';

/** The attributes that Envoy offers to an expression: see "Attributes" in its documentation. */
const roots = new Set([
  'request',
  'response',
  'source',
  'destination',
  'connection',
  'upstream',
  'metadata',
  'filter_state',
  'upstream_filter_state',
  'xds',
]);

/** The functions of CEL's standard library that Envoy has, besides operators: none that makes a new text. */
const functions = new Set([
  ...['size', 'contains', 'startsWith', 'endsWith', 'matches', 'dyn'],
  ...['int', 'uint', 'double', 'bytes', 'bool', 'duration', 'timestamp'],
  ...['getFullYear', 'getMonth', 'getDate', 'getDayOfMonth', 'getDayOfWeek', 'getDayOfYear'],
  ...['getHours', 'getMinutes', 'getSeconds', 'getMilliseconds'],
]);

/**
 * parseCel reads a CEL expression: its bytes as `cel.expr.ParsedExpr`, or what is wrong with it. A name or function that Envoy
 * does not know is a problem, too: Envoy would find out only at each request, and treat the expression as false.
 */
export function parseCel(text: string): { readonly parsed: Uint8Array } | { readonly problem: string } {
  try {
    const { expr, $typeName } = parse(text);
    const unknown = unknownIn(expr);
    if (unknown !== undefined) return { problem: `uses ${unknown}, which Envoy does not know` };
    return { parsed: toBinary(ParsedExprSchema, { $typeName, expr }) };
  } catch (error) {
    return {
      problem: `is not a valid CEL expression (${error instanceof Error ? error.message : String(error)})`,
    };
  }
}

/** The first thing in an expression that Envoy does not know. */
function unknownIn(expr: Expr | undefined): string | undefined {
  const kind = expr?.exprKind;
  switch (kind?.case) {
    case 'identExpr':
      return roots.has(kind.value.name) ? undefined : kind.value.name;
    case 'selectExpr':
      return unknownIn(kind.value.operand);
    case 'callExpr': {
      const { function: name, target, args } = kind.value;
      const isOperator = !/^\w/.test(name) || name.startsWith('_') || name.startsWith('@');
      if (name === '_+_' && args.some(isText)) return 'a sum of texts';
      if (!isOperator && !functions.has(name)) return `${name}()`;
      return firstOf([target, ...args]);
    }
    case 'listExpr':
      return firstOf(kind.value.elements);
    case 'structExpr':
      return firstOf(
        kind.value.entries.flatMap(({ keyKind, value }) =>
          keyKind.case === 'mapKey' ? [keyKind.value, value] : [value],
        ),
      );
    // A macro over a list could take any time.
    case 'comprehensionExpr':
      return 'a macro over a list (all, exists, exists_one, map, filter)';
    case 'constExpr':
    case undefined:
      return undefined;
  }
}

function isText({ exprKind }: Expr): boolean {
  return exprKind.case === 'constExpr' && exprKind.value.constantKind.case === 'stringValue';
}

function firstOf(list: readonly (Expr | undefined)[]): string | undefined {
  for (const one of list) {
    const unknown = unknownIn(one);
    if (unknown !== undefined) return unknown;
  }
  return undefined;
}
