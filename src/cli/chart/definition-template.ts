import { dump } from 'js-yaml';
import type { Definition } from '#resources';

/** definitionTemplates are the templates of the chart that hold the definitions of our own kinds, by the names of their files. */
export function definitionTemplates(definitions: readonly Definition[]): ReadonlyMap<string, string> {
  return new Map(
    definitions.map(definition => [
      `definition-${definition.spec.names.plural}.yaml`,
      templateOf(definition),
    ]),
  );
}

function templateOf(definition: Definition): string {
  const { metadata, ...rest } = definition;
  const whole = {
    ...rest,
    metadata: {
      ...metadata,
      labels: { 'app.kubernetes.io/part-of': 'fairlead' },
      // Without this, Helm would remove the definition, and with it what users wrote.
      annotations: { 'helm.sh/resource-policy': 'keep' },
    },
  };
  const { apiVersion, kind, metadata: named, spec } = whole;
  const text = dump({ apiVersion, kind, metadata: named, spec }, { noRefs: true, lineWidth: 130 });
  if (text.includes('{{')) throw new Error(`${metadata.name} holds what Helm takes for its own`);
  return `{{- if .Values.definitions.create }}
# Made of the schema by \`npm run manifests\`.
${text}{{- end }}
`;
}
