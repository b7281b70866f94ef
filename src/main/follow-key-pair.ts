import { watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createSecureContext } from 'node:tls';
import { Fault } from '#lib/fault.ts';

/** KeyPairFiles are where a certificate chain and its key lie. PEM. */
export interface KeyPairFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** KeyPair is the content of those files. */
interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** The two files are not written at once: wait so long (ms) after a change. */
const quiet = 200;

/**
 * followKeyPair reads two files, and again whenever something in their folder changes: a Secret volume replaces all of its
 * files together. A certificate and key that do not match are reported and not used. It rejects with a Fault (`input`) where
 * there is no usable pair at the start.
 */
export async function followKeyPair(
  files: KeyPairFiles,
  onNotice: (message: string) => void,
  onRenewed: (pair: KeyPair) => void,
): Promise<{ readonly tls: KeyPair; close(): void }> {
  const first = await read(files);
  let known = first;
  let waiting: NodeJS.Timeout | undefined;
  const look = () => {
    read(files).then(
      pair => {
        if (pair.cert === known.cert && pair.key === known.key) return;
        known = pair;
        onRenewed(pair);
      },
      error => onNotice(error instanceof Error ? error.message : String(error)),
    );
  };
  const watchers = [...new Set([files.certFile, files.keyFile].map(file => dirname(file)))].map(folder =>
    watch(folder, { persistent: false }, () => {
      clearTimeout(waiting);
      waiting = setTimeout(look, quiet);
    }),
  );
  return {
    tls: first,
    close: () => {
      clearTimeout(waiting);
      for (const one of watchers) one.close();
    },
  };
}

async function read({ certFile, keyFile }: KeyPairFiles): Promise<KeyPair> {
  try {
    const [cert, key] = await Promise.all([readFile(certFile, 'utf8'), readFile(keyFile, 'utf8')]);
    createSecureContext({ cert, key });
    return { cert, key };
  } catch (cause) {
    const message = `${certFile} and ${keyFile} cannot be used: ${(cause as Error).message}`;
    throw new Fault('input', message, { cause });
  }
}
