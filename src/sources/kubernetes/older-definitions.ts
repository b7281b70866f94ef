import type { WrittenMetadata } from './written-object.ts';

/** The release of the Gateway API of which we know every kind and field. */
const known = { text: 'v1.6', major: 1, minor: 6 };

const group = '.gateway.networking.k8s.io';
/** The release that a definition is part of: `v1.2.1`. */
const release = 'gateway.networking.k8s.io/bundle-version';

/**
 * OlderDefinitions reports that a cluster has definitions of an older Gateway API: the API server then drops the newer fields
 * of what users write, and nobody would know why nothing comes of them.
 */
export class OlderDefinitions {
  readonly #onNotice: (message: string) => void;
  /** The releases of the definitions that are older, by name. */
  readonly #older = new Map<string, string>();
  #told = '';

  constructor(onNotice: (message: string) => void) {
    this.#onNotice = onNotice;
  }

  put({ name, annotations }: WrittenMetadata): void {
    const bundle = annotations?.[release];
    if (name.endsWith(group) && bundle !== undefined && isOlder(bundle)) this.#older.set(name, bundle);
    else this.#older.delete(name);
  }

  gone({ name }: WrittenMetadata): void {
    this.#older.delete(name);
  }

  /** report says what is older, unless that is what it said last. */
  report(): void {
    const releases = [...new Set(this.#older.values())].sort().join(', ');
    if (releases === this.#told) return;
    this.#told = releases;
    this.#onNotice(
      releases === ''
        ? `the cluster's definitions of the Gateway API are of ${known.text} or newer now`
        : `the cluster's definitions of the Gateway API are of ${releases}: its API server drops fields that came later, up to ${known.text}, and has no objects of kinds that came later; the rest is served`,
    );
  }
}

function isOlder(bundle: string): boolean {
  const [, major, minor] = /^v(\d+)\.(\d+)\./.exec(bundle) ?? [];
  if (major === undefined || minor === undefined) return false;
  return Number(major) < known.major || (Number(major) === known.major && Number(minor) < known.minor);
}
