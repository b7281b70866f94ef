import type { Collection, Tracker } from '#graph';
import { localZone, resourceKey } from '#lib/resource-ref.ts';
import type { DataSource, MeshSecret } from '#resources';

/** SourceText is the text that a data source stands for, or why there is none. */
export type SourceText = { readonly text: string } | { readonly problem: string };

/** sourceText reads a data source that an object of a mesh names. */
export function sourceText(
  source: DataSource | undefined,
  mesh: string,
  secrets: Collection<MeshSecret>,
  track: Tracker,
): SourceText {
  switch (source?.kind) {
    case 'inline':
      return { text: source.text };
    case 'secret': {
      const { name } = source;
      const ref = { group: 'kuma.io', kind: 'Secret', zone: localZone, namespace: mesh, name };
      const data = track.fetch(secrets, resourceKey(ref))?.spec.data;
      return data === undefined
        ? { problem: `names Secret ${name} of mesh ${mesh}, which was not found` }
        : { text: Buffer.from(data).toString('utf8') };
    }
    case 'file':
    case 'variable':
      return {
        problem: 'is to be found beside the control plane, which is not served: put it into a Secret',
      };
    case undefined:
      return { problem: 'is missing' };
  }
}
