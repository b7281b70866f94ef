import { X509Certificate } from 'node:crypto';
import { makeServerAuthority, makeServerCertificate } from '#identity';
import {
  type KeptPair,
  keepPair,
  type SecretName,
  WebhookConfiguration,
  type WebhookConfigurationOptions,
} from '#kube';
import { isIpAddress } from '#lib/ip-address.ts';
import { systemClock } from '#lib/system-clock.ts';
import type { Cluster } from '#sources/kubernetes';

/**
 * OwnAuthority is an authority of our own that issues the webhook's certificate: `secret` holds it, `name` is the host name
 * by which API servers reach us, `configuration` is the ValidatingWebhookConfiguration that must trust it.
 */
export interface OwnAuthority {
  readonly secret: SecretName;
  readonly name: string;
  readonly configuration: string;
}

/** Tls is a certificate chain and its key; PEM. */
interface Tls {
  readonly cert: string;
  readonly key: string;
}

/** ms; how long a certificate is valid, and after how long it is replaced. */
const lifetime = 7 * 24 * 3_600_000;
const renewedAfter = 24 * 3_600_000;
/** An authority is succeeded by another so long (ms) before it ends, while it is still trusted. */
const authorityEnds = 365 * 24 * 3_600_000;
/** ms until what failed is tried again. */
const again = 60_000;

/** Shown is the certificate that the server presents, until it is renewed. */
export interface Shown {
  readonly tls: Tls;
  close(): void;
}

/** vouched issues a certificate from our own authority, renews it, and keeps API servers trusting that authority. */
export async function vouched(
  cluster: Cluster,
  { secret, name, configuration }: OwnAuthority,
  { leadership, onNotice }: Pick<WebhookConfigurationOptions, 'leadership' | 'onNotice'>,
  onRenewed: (tls: Tls) => void,
): Promise<Shown> {
  const issue = async () => {
    const now = systemClock.now();
    const authority = await keepPair(cluster, secret, () => makeServerAuthority(now), lastsLonger(now));
    const hosts = isIpAddress(name) ? { names: [], addresses: [name] } : { names: [name], addresses: [] };
    const { cert, key } = await makeServerCertificate(authority, hosts, now, lifetime);
    return { authority: authority.certificate, tls: { cert, key } };
  };
  const first = await issue();
  const webhooks = new WebhookConfiguration({ cluster, name: configuration, leadership, onNotice });
  webhooks.believe(first.authority);
  let cancel: () => void = () => {};
  const renewIn = (wait: number) => {
    cancel = systemClock.at(systemClock.now() + wait, () => {
      issue().then(
        ({ authority, tls }) => {
          onRenewed(tls);
          webhooks.believe(authority);
          renewIn(renewedAfter);
        },
        error => {
          onNotice(`the certificate for API servers is not renewed, tried again: ${String(error)}`);
          renewIn(again);
        },
      );
    });
  };
  renewIn(renewedAfter);
  return {
    tls: first.tls,
    close: () => {
      cancel();
      webhooks.close();
    },
  };
}

function lastsLonger(now: number): (pair: KeptPair) => boolean {
  return ({ certificate }) => {
    try {
      return Date.parse(new X509Certificate(certificate).validTo) > now + authorityEnds;
    } catch {
      return false;
    }
  };
}
