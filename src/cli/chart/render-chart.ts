import { dump } from 'js-yaml';
import { evaluateGoTemplate, isTrue, type TemplateValue } from '#lib/evaluate-go-template.ts';
import { Fault } from '#lib/fault.ts';
import { parseGoTemplate } from '#lib/go-template.ts';
import type { JsonMap } from '#lib/json.ts';
import { compileReader } from '#resources';
import { mergeValues, withoutNulls } from './merge-values.ts';
import type { Chart } from './read-chart.ts';

/** Release is the name and namespace of an installation of a chart, in Helm's words. */
export interface Release {
  readonly name: string;
  readonly namespace: string;
}

/** The functions that Helm adds to Go's templates, as far as our chart uses them. */
const operators: Readonly<Record<string, (...values: readonly TemplateValue[]) => TemplateValue>> = {
  required: (message, value) => {
    if (value !== undefined && value !== null && value !== '') return value;
    throw new Fault('input', `these values cannot be used: ${String(message)}`);
  },
  default: (otherwise, value) => (isTrue(value) ? value : otherwise),
  quote: value => (value === undefined || value === null ? '' : JSON.stringify(String(value))),
  toYaml: value => dump(value ?? null, { noRefs: true, lineWidth: -1 }).trimEnd(),
  nindent: (spaces, text) => `\n${String(text).replace(/^/gm, ' '.repeat(Number(spaces)))}`,
};

/** More than anything made of one chart (characters). */
const maxOutput = 1 << 20;

/**
 * renderChart renders a chart into the manifests that Helm would make: YAML documents, a Namespace first. Values that the
 * chart's schema does not allow cause a `Fault` (`input`) that names each with its path.
 */
export function renderChart(chart: Chart, release: Release, given: JsonMap): readonly string[] {
  const values = withoutNulls(mergeValues(chart.values, given));
  const { findings } = compileReader(chart.schema, { refusesUnknown: true })(values);
  if (findings.length > 0) {
    const lines = findings.map(({ path, message }) => `  ${path}: ${message}`);
    throw new Fault('input', `these values cannot be used:\n${lines.join('\n')}`);
  }
  const fields: JsonMap = {
    Values: values,
    Release: { Name: release.name, Namespace: release.namespace },
    Chart: { Name: chart.name, Version: chart.version, AppVersion: chart.appVersion },
  };
  const documents = chart.templates.flatMap(({ file, text }) => documentsOf(filledIn(file, text, fields)));
  const isNamespace = (document: string) => /^kind: Namespace$/m.test(document);
  return [...documents.filter(isNamespace), ...documents.filter(document => !isNamespace(document))];
}

function filledIn(file: string, text: string, fields: JsonMap): string {
  const template = parseGoTemplate(text, Object.keys(operators), { isFile: true });
  const made =
    'problem' in template
      ? template
      : evaluateGoTemplate(template, { fields, missing: 'mistake', operators, maxOutput });
  if ('problem' in made) throw new Error(`${file}: ${made.problem}`);
  return made.text;
}

/** Nothing but comments is not a document. */
function documentsOf(text: string): readonly string[] {
  return text
    .split(/^---$/m)
    .map(document => document.trim())
    .filter(document => /^[^#\s]/m.test(document));
}
