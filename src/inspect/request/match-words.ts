import type { HeaderCondition, HeaderEdit, HttpMatch, Precedence, TextMatch } from '#model';
import type { Condition, Passing } from '#walk';

const pathKinds = { exact: 'Exact', prefix: 'PathPrefix', regex: 'RegularExpression' } as const;

/** matchWords writes a match for people. */
export function matchWords({ path, method, headers, queryParams, cookies = [] }: HttpMatch): string {
  const asked = (what: string, tests: readonly TextMatch[]) =>
    tests.map(({ name, kind, value }) => `${what} ${name}${kind === 'regex' ? '~' : '='}${value}`);
  return [
    ...(method === undefined ? [] : [method]),
    `${pathKinds[path.kind]} ${path.value}`,
    ...headers.map(headerWords),
    ...asked('query', queryParams),
    ...asked('cookie', cookies),
  ].join(', ');
}

function headerWords(condition: HeaderCondition): string {
  const { name } = condition;
  switch (condition.kind) {
    case 'presence':
      return condition.isThere ? `header ${name}` : `no header ${name}`;
    case 'exact':
      return `header ${name}=${condition.value}`;
    case 'regex':
      return `header ${name}~${condition.value}`;
    case 'prefix':
      return `header ${name}=${condition.value}…`;
    case 'suffix':
      return `header ${name}=…${condition.value}`;
  }
}

const precedences: Readonly<Record<Precedence, string>> = {
  'last-resort': 'is not a default backend',
  specificity: 'names more of the service and the method',
  'path-kind': 'asks for its path more exactly',
  'path-length': 'asks for a longer path',
  method: 'asks for the method, too',
  headers: 'asks for more headers',
  query: 'asks for more query parameters',
  cookies: 'asks for more cookies',
  age: 'belongs to a route that is older, or comes first by its name',
  order: 'is written first',
};

/** passingWords says why a match did not take a request. */
export function passingWords(because: Passing, match: HttpMatch, domain: string): string {
  switch (because.kind) {
    case 'path':
      return 'the path is another';
    case 'method':
      return `the method is not ${match.method}`;
    case 'header':
    case 'query':
    case 'cookie':
      return notSo(because);
    case 'host':
      return `is for the host ${domain}`;
    case 'domain':
      return `is for ${domain}, and the host has a more specific name`;
    case 'listener':
      return 'is at another listener';
    case 'precedence':
      return `matches too, but what takes it ${precedences[because.by]}`;
  }
}

function notSo(condition: Extract<Condition, { readonly name: string }>): string {
  const what = { header: 'header', query: 'query parameter', cookie: 'cookie' }[condition.kind];
  return `the ${what} ${condition.name} is not as asked`;
}

/** editWords words the changes to headers. */
export function editWords(what: string, edit: HeaderEdit | undefined): readonly string[] {
  if (edit === undefined) return [];
  return [
    ...edit.set.map(({ name, value }) => `sets the ${what} ${name} to ${value}`),
    ...edit.add.map(({ name, value }) => `adds ${value} to the ${what} ${name}`),
    ...edit.remove.map(name => `takes away the ${what} ${name}`),
  ];
}
