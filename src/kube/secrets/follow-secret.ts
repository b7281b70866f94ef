import { steadyClock } from '#lib/system-clock.ts';
import { apiPath, type Cluster, Reflector, Troubles } from '#sources/kubernetes';
import type { SecretName } from './kept-pair.ts';

export interface FollowSecretOptions {
  readonly cluster: Cluster;
  readonly secret: SecretName;
  /** Somebody wrote or removed it, or it was found so. */
  readonly onChange: () => void;
  /** What comes of it that it cannot be followed: `it is read when …`. */
  readonly without: string;
  readonly onNotice: (message: string) => void;
}

/** followSecret tells whenever one Secret may be another, until what it gives is called. */
export function followSecret({ cluster, secret, ...options }: FollowSecretOptions): () => void {
  const { namespace, name } = secret;
  const troubles = new Troubles(cluster.name, options.onNotice);
  const what = `the Secret ${namespace}/${name}`;
  const reflector = new Reflector({
    cluster,
    path: `${apiPath('v1')}/namespaces/${namespace}/secrets`,
    fieldSelector: `metadata.name=${name}`,
    metadataOnly: true,
    clock: steadyClock,
    onListing: () => {},
    onListed: options.onChange,
    onEvents: (_, cameAt) => {
      if (cameAt !== undefined) options.onChange();
    },
    onTrouble: error => {
      if (error === undefined) troubles.over(what);
      else troubles.report(what, error, options.without);
    },
  });
  reflector.start();
  return () => reflector.stop();
}
