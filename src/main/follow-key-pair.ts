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

/** KeyPair is what is in them. */
interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** Who writes two files does not write them at once (ms). */
const quiet = 200;

/**
 * followKeyPair reads two files, and again whenever something in their folder changes: a volume of a Secret exchanges all of its files
 * together. What does not go together is told and not taken. It rejects with a Fault (`input`) where there is nothing to begin with.
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
