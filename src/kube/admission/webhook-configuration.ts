import { type Fields, isMap } from '#lib/fields.ts';
import type { Leadership } from '#lib/leadership.ts';
import { certificatesIn, expiryOf } from '#lib/pem.ts';
import { steadyClock } from '#lib/system-clock.ts';
import {
  apiPath,
  type Cluster,
  isRefusal,
  Reflector,
  Troubles,
  type WrittenObject,
} from '#sources/kubernetes';

export interface WebhookConfigurationOptions {
  readonly cluster: Cluster;
  /** The name of the ValidatingWebhookConfiguration. */
  readonly name: string;
  /** Which of several replicas writes. Absent: this one does. */
  readonly leadership?: Leadership | undefined;
  readonly onNotice: (message: string) => void;
}

const path = `${apiPath('admissionregistration.k8s.io/v1')}/validatingwebhookconfigurations`;

/** The number of authorities in a `caBundle`: the previous one stays too, for replicas that do not know the newest yet. */
const mostAuthorities = 2;

/**
 * WebhookConfiguration keeps API servers trusting our webhook: it ensures that the `caBundle` of every webhook in one
 * configuration begins with our authority, whoever rewrites the configuration. The authority that stood there before stays
 * beside it.
 */
export class WebhookConfiguration {
  readonly #options: WebhookConfigurationOptions;
  readonly #reflector: Reflector;
  readonly #endLeading: (() => void) | undefined;
  #standing: WrittenObject | undefined;
  #authority: string | undefined;
  #isWriting = false;

  constructor(options: WebhookConfigurationOptions) {
    this.#options = options;
    const troubles = new Troubles(options.cluster.name, options.onNotice);
    const what = `validatingwebhookconfigurations ${options.name}`;
    this.#reflector = new Reflector({
      ...{
        cluster: options.cluster,
        path,
        fieldSelector: `metadata.name=${options.name}`,
        clock: steadyClock,
      },
      onListing: () => {},
      onListed: () => {},
      onEvents: events => {
        for (const { kind, object } of events) this.#standing = kind === 'put' ? object : undefined;
        void this.#settle();
      },
      onTrouble: error => {
        if (error === undefined) troubles.over(what);
        else troubles.report(what, error, 'API servers are not told whom to believe');
      },
    });
    this.#endLeading = options.leadership?.subscribe(() => void this.#settle());
    this.#reflector.start();
  }

  /** believe sets the authority (PEM) that API servers are to trust. */
  believe(authority: string): void {
    this.#authority = authority;
    void this.#settle();
  }

  close(): void {
    this.#endLeading?.();
    this.#reflector.stop();
  }

  /**
   * Writes the configuration where it differs. The result comes back through the watch, and so does what a faster writer
   * wrote.
   */
  async #settle(): Promise<void> {
    const { cluster, name, leadership, onNotice } = this.#options;
    const standing = this.#standing;
    if (this.#isWriting || standing === undefined || this.#authority === undefined) return;
    if (leadership?.holds === false) return;
    const wanted = believing(standing, this.#authority, Date.now());
    if (wanted === undefined) return;
    this.#isWriting = true;
    try {
      const body = { type: 'application/json', text: JSON.stringify(wanted) };
      (await cluster.send({ method: 'PUT', path: `${path}/${name}`, body })).resume();
    } catch (error) {
      if (!isRefusal(error, 404, 409))
        onNotice(`${name} cannot be told whom to believe: ${error instanceof Error ? error.message : error}`);
    } finally {
      this.#isWriting = false;
    }
    if (this.#standing !== standing) void this.#settle();
  }
}

/** The configuration with the authority in every webhook; undefined where all have it already. */
function believing(standing: WrittenObject, authority: string, now: number): WrittenObject | undefined {
  const webhooks = Array.isArray(standing.webhooks) ? (standing.webhooks as readonly Fields[]) : [];
  const wanted = webhooks.map(webhook => {
    const config = isMap(webhook.clientConfig) ? webhook.clientConfig : {};
    const caBundle = bundle(config.caBundle, authority, now);
    return caBundle === config.caBundle ? webhook : { ...webhook, clientConfig: { ...config, caBundle } };
  });
  if (wanted.every((webhook, i) => webhook === webhooks[i])) return undefined;
  return { ...standing, webhooks: wanted };
}

function bundle(before: unknown, authority: string, now: number): string {
  const text = typeof before === 'string' ? Buffer.from(before, 'base64').toString() : '';
  const ours = authority.trim();
  const others = certificatesIn(text).filter(one => one !== ours && expiryOf(one) > now);
  const all = [ours, ...others].slice(0, mostAuthorities);
  return Buffer.from(`${all.join('\n')}\n`).toString('base64');
}
