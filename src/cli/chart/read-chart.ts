import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from 'js-yaml';
import type { Json, JsonMap } from '#lib/json.ts';

/** Chart is a Helm chart, as far as this program reads it. */
export interface Chart {
  readonly name: string;
  readonly version: string;
  readonly appVersion: string;
  readonly values: JsonMap;
  readonly schema: { readonly [word: string]: Json };
  /** In the order of their file names. */
  readonly templates: readonly { readonly file: string; readonly text: string }[];
}

/** The chart's place relative to the built program, to one built for a test, and to this source. */
const places = ['..', '../..', '../../..'].map(up => `${up}/deploy/chart`);

/** readOwnChart reads the chart of the control plane, which comes with this program. */
export function readOwnChart(): Chart {
  const all = places.map(path => fileURLToPath(new URL(path, import.meta.url)));
  const folder = all.find(path => existsSync(join(path, 'Chart.yaml')));
  if (folder === undefined)
    throw new Error(`the chart of the control plane lies in none of ${all.join(', ')}`);
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  const { name, version, appVersion } = load(read('Chart.yaml')) as Record<string, string>;
  const files = readdirSync(join(folder, 'templates')).sort();
  return {
    name: name ?? '',
    version: version ?? '',
    appVersion: appVersion ?? '',
    values: load(read('values.yaml')) as JsonMap,
    schema: JSON.parse(read('values.schema.json')),
    templates: files.map(file => ({ file, text: read(`templates/${file}`) })),
  };
}
