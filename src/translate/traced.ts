import type { TagSource } from '#model';
import type { WrittenTraced } from '#resources';
import { given } from './policies/given.ts';

type Fraction = NonNullable<WrittenTraced['samplingFraction']>;

/** tagsOf gives the tags of spans by name, and where their values come from. */
export function tagsOf({ customTags, tags }: Pick<WrittenTraced, 'customTags' | 'tags'>) {
  const sources = Object.entries(customTags).map(([tag, source]) => [tag, sourceOf(source)] as const);
  const formats = Object.entries(tags).map(([tag, format]) => [tag, { kind: 'format', format }] as const);
  return Object.fromEntries<TagSource>([...sources, ...formats]);
}

function sourceOf({
  type,
  literal,
  environment,
  requestHeader,
}: WrittenTraced['customTags'][string]): TagSource {
  switch (type) {
    case 'Literal':
      return { kind: 'literal', value: literal?.value ?? '' };
    case 'Environment':
      return {
        kind: 'environment',
        name: environment?.name ?? '',
        ...given({ otherwise: environment?.defaultValue }),
      };
    case 'RequestHeader':
      return {
        kind: 'header',
        name: requestHeader?.name ?? '',
        ...given({ otherwise: requestHeader?.defaultValue }),
      };
  }
}

/** percentOf is a share in percent. */
export function percentOf(fraction: Fraction | undefined): number | undefined {
  return fraction === undefined ? undefined : (fraction.numerator / fraction.denominator) * 100;
}
