import { createReviewer } from '#inspect';
import type { Leadership } from '#lib/leadership.ts';
import { steadyClock } from '#lib/system-clock.ts';
import { type AdmissionServer, startAdmissionServer } from '#server';
import type { Cluster } from '#sources/kubernetes';
import type { ControlPlane } from './control-plane-contract.ts';
import { followTlsFiles, readTlsFiles, type TlsFiles, type TlsTexts } from './follow-tls-files.ts';
import { type OwnAuthority, vouched } from './vouched.ts';

/** AdmissionOptions say where API servers ask before they accept what users write, and by which certificate they verify us. */
export interface AdmissionOptions {
  readonly cluster: Cluster;
  readonly controller: string;
  readonly host: string;
  readonly port: number;
  /** Files that somebody else writes, and renews; or an authority of our own, kept in a Secret that all replicas share. */
  readonly certificate: TlsFiles | OwnAuthority;
}

interface Told {
  readonly leadership?: Leadership | undefined;
  readonly onNotice: (message: string) => void;
}

/** serveAdmission answers API servers until it is closed. It rejects with a Fault where the address or the certificate cannot be had. */
export async function serveAdmission(
  options: AdmissionOptions,
  { graph, pipeline }: Pick<ControlPlane, 'graph' | 'pipeline'>,
  told: Told,
): Promise<Pick<AdmissionServer, 'url' | 'close'>> {
  const { certificate, controller, host, port } = options;
  let server: AdmissionServer | undefined;
  const shown = await ('secret' in certificate
    ? vouched(options.cluster, certificate, told, tls => server?.renew(tls))
    : written(certificate, told, tls => server?.renew(tls)));
  server = await startAdmissionServer({
    ...{ host, port, tls: shown.tls },
    review: createReviewer({ graph, pipeline, controller, now: () => steadyClock.now() }),
    onBug: error => told.onNotice(`bug: an admission review failed: ${String(error)}`),
  }).catch(error => {
    shown.close();
    throw error;
  });
  const { url, close } = server;
  return {
    url,
    close: async () => {
      shown.close();
      await close();
    },
  };
}

async function written(
  files: TlsFiles,
  { onNotice }: Told,
  onRenewed: (tls: TlsTexts) => void,
): Promise<{ readonly tls: TlsTexts; close(): void }> {
  const tls = await readTlsFiles(files);
  return { tls, close: followTlsFiles({ files, known: tls, onNotice, onRenewed }) };
}
