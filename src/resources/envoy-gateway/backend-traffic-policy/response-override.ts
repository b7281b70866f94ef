import { Type } from 'typebox';
import { headerName, headerValue, portNumber, preciseHostname } from '../../gateway-api/fields.ts';
import { pathModifier } from '../../gateway-api/http-filter.ts';
import { converted, type Report, ruled } from '../../schema/annotate.ts';
import { uniqueBy } from '../../schema/unique.ts';
import { textSource } from '../text-source.ts';

const status = Type.Integer({ minimum: 100, maximum: 599 });

const statusCode = converted(
  Type.Object({
    type: Type.Enum(['Value', 'Range'], { default: 'Value' }),
    value: Type.Optional(status),
    range: Type.Optional(Type.Object({ start: status, end: status })),
  }),
  ({ type, value, range }, report) => {
    const [wanted, other] = type === 'Value' ? (['value', 'range'] as const) : (['range', 'value'] as const);
    if ({ value, range }[other] !== undefined) report(`must be left out where the type is ${type}`, other);
    if (type === 'Value' && value !== undefined) return { first: value, last: value };
    if (type === 'Range' && range !== undefined) {
      if (range.end < range.start) report(`must not be below the start, ${range.start}`, 'range', 'end');
      return { first: range.start, last: range.end };
    }
    report(`is required where the type is ${type}`, wanted);
    return undefined;
  },
);

const responseHeader = Type.Object({
  name: headerName,
  value: Type.Object({
    type: Type.Enum(['Exact', 'Prefix', 'Suffix', 'RegularExpression'], { default: 'Exact' }),
    value: Type.String({ maxLength: 1024 }),
  }),
});

const match = ruled(
  Type.Object({
    statusCodes: Type.Array(statusCode, { maxItems: 50, default: [] }),
    responseHeaders: Type.Array(responseHeader, { maxItems: 16, default: [] }),
  }),
  ({ statusCodes, responseHeaders }, report) => {
    if (statusCodes.length + responseHeaders.length === 0)
      report('must hold statusCodes or responseHeaders: nothing is overridden for no reason');
  },
);

const headers = ruled(
  Type.Array(Type.Object({ name: headerName, value: headerValue }), { maxItems: 16, default: [] }),
  uniqueBy('name'),
);

const response = Type.Object({
  statusCode: Type.Optional(status),
  contentType: Type.Optional(headerValue),
  body: Type.Optional(textSource(65_536)),
  // The answer is a new one, which has no headers to remove.
  header: Type.Optional(Type.Object({ set: headers, add: headers }, { '~ignores': ['remove'] })),
});

const redirect = ruled(
  Type.Object({
    scheme: Type.Optional(Type.Enum(['http', 'https'])),
    hostname: Type.Optional(preciseHostname),
    path: Type.Optional(pathModifier),
    port: Type.Optional(portNumber),
    statusCode: Type.Enum([301, 302], { default: 302 }),
  }),
  ({ path }, report) => {
    if (path?.type === 'ReplacePrefixMatch')
      report('must be ReplaceFullPath: which prefix matched, an answer does not know', 'path', 'type');
  },
);

const rule = ruled(
  Type.Object({
    match,
    source: Type.Enum(['All', 'Local', 'Backend'], { default: 'All' }),
    response: Type.Optional(response),
    redirect: Type.Optional(redirect),
  }),
  checkAnswer,
);

function checkAnswer(
  { response, redirect }: { readonly response?: object; readonly redirect?: object },
  report: Report,
): void {
  if (response === undefined && redirect === undefined) report('is required, or redirect', 'response');
  if (response !== undefined && redirect !== undefined)
    report('must be left out where response is given', 'redirect');
}

/** responseOverride is a list of rules that replace answers; the first that matches applies. */
export const responseOverride = Type.Array(rule, { maxItems: 16 });
