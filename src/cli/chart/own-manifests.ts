import { ownDefinitions } from '#resources';
import { controlPlaneManifests } from '../control-plane-flags.ts';
import { definitionTemplates } from './definition-template.ts';

/**
 * ownManifests are the generated files below `deploy/`, each with the function that makes it, in an order in which they can
 * be made.
 */
export function ownManifests(): readonly (readonly [path: string, make: () => string])[] {
  const definitions = [...definitionTemplates(ownDefinitions())];
  return [
    ...definitions.map(([file, text]) => [`chart/templates/${file}`, () => text] as const),
    [
      'manifests/fairlead.yaml',
      () => `${controlPlaneManifests({ namespace: 'fairlead-system', name: 'fairlead' }).join('\n---\n')}\n`,
    ],
  ];
}
