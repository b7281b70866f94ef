import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, documentsOf, gatewayClassDocument, gatewayDocument } from './documents.ts';
import type { Plan } from './layout.ts';

/** documentsOfPlan gives every file of a plan, in a fixed order. */
export function documentsOfPlan(plan: Plan): readonly Document[] {
  return [
    gatewayClassDocument(),
    ...plan.gateways.map(gateway => gatewayDocument(gateway)),
    ...plan.backends.flatMap(backend => documentsOf(backend)),
  ];
}

/** writeDocuments writes each into a directory that exists. */
export function writeDocuments(directory: string, documents: readonly Document[]): void {
  for (const document of documents) writeFileSync(join(directory, document.file), document.text);
}
