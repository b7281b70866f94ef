import { steadyClock } from '#lib/system-clock.ts';
import { apiPath, type Cluster, Reflector, Troubles } from '#sources/kubernetes';
import type { SecretName } from './kept-pair.ts';

export interface FollowSecretOptions {
  readonly cluster: Cluster;
  readonly secret: SecretName;
  /** The Secret was written or removed, or has been listed. */
  readonly onChange: () => void;
  /** The consequence where it cannot be followed: `it is read when …`. */
  readonly without: string;
  readonly onNotice: (message: string) => void;
}

/** followSecret calls `onChange` whenever a Secret may have changed; the function that it returns ends that. */
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
