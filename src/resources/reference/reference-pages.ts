import { kinds } from '../kinds.ts';
import { words } from '../words.ts';
import { type DescribedKind, pageOf } from './page.ts';

/** referencePages returns all pages of the reference by their paths below `docs/reference`: one for each kind, and the index. */
export function referencePages(): ReadonlyMap<string, string> {
  const pages = kinds.map(kind => [pathOf(kind), pageOf(kind, words[kind.id])] as const);
  return new Map([['README.md', indexPage()], ...pages]);
}

const dialectNames: Readonly<Record<string, string>> = {
  fairlead: 'Fairlead',
  'gateway-api': 'Gateway API',
  'envoy-gateway': 'Envoy Gateway',
  kgateway: 'kgateway',
  gloo: 'gloo',
  istio: 'Istio',
  kuma: 'Kuma',
  kubernetes: 'Kubernetes',
};

/** `envoy-gateway/BackendTLSPolicy` has its page at `envoy-gateway/backend-tls-policy.md`. */
function pathOf({ id, kind }: DescribedKind): string {
  const [dialect = ''] = id.split('/');
  return `${dialect}/${kind.replaceAll(/([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3-$2$4').toLowerCase()}.md`;
}

function indexPage(): string {
  const dialects = [...new Set(kinds.map(({ id }) => id.split('/')[0] ?? ''))];
  return `# Every kind and every field

What can be written, how, what holds where it is not, and what is not served yet. Made of the schemas that check what you
write (\`npm run docs\`); a test keeps these pages as they are. Paths are those that \`fairlead check\` prints.

${dialects.map(dialect => dialectTable(dialect)).join('\n\n')}
`;
}

function dialectTable(dialect: string): string {
  const rows = kinds
    .filter(({ id }) => id.startsWith(`${dialect}/`))
    .map(kind => `| [${kind.kind}](${pathOf(kind)}) | ${words[kind.id][''] ?? ''} |`);
  return [`## ${dialectNames[dialect] ?? dialect}`, '', '| kind | |', '|---|---|', ...rows].join('\n');
}
