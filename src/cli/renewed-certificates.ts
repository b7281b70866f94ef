import { followTlsFiles, type TlsFiles, type TlsTexts } from '../main/follow-tls-files.ts';
import type { LiveLines } from './live/live-lines.ts';

/** RenewedCertificates has servers present what the files of their certificates say, also when these are replaced. */
export interface RenewedCertificates {
  /** A server of TLS texts that come from files; nothing happens where they come from elsewhere. */
  follow(
    server: { readonly tls?: TlsTexts; readonly tlsFiles?: TlsFiles },
    renew: (texts: TlsTexts) => void,
  ): void;
  close(): void;
}

/** renewCertificates tells people of each certificate that is taken up. */
export function renewCertificates({
  say,
  onNotice,
}: Pick<LiveLines, 'say' | 'onNotice'>): RenewedCertificates {
  const ends: (() => void)[] = [];
  return {
    follow: ({ tls, tlsFiles }, renew) => {
      if (tls === undefined || tlsFiles === undefined) return;
      const onRenewed = (texts: TlsTexts) => {
        renew(texts);
        say('·', `new connections are shown the renewed certificate of ${tlsFiles.certFile}`);
      };
      ends.push(followTlsFiles({ files: tlsFiles, known: tls, onNotice, onRenewed }));
    },
    close: () => {
      for (const end of ends) end();
    },
  };
}
