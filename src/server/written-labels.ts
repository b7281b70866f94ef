import { type Fields, isMap } from '#lib/fields.ts';

/** writtenLabels are the labels of an object in either form, as they were written. */
export function writtenLabels({ metadata, labels }: Fields): unknown {
  return isMap(metadata) ? metadata.labels : labels;
}
