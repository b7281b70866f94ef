import { type FSWatcher, watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createSecureContext } from 'node:tls';
import { Fault } from '#lib/fault.ts';

/** TlsFiles are where a certificate chain and its key lie, and who signs the certificates of clients, if they need one. PEM. */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
  readonly clientCaFile?: string;
}

/** TlsTexts are the contents of those files. */
export interface TlsTexts {
  readonly cert: string;
  readonly key: string;
  readonly clientCa?: string;
}

/** The files are not written at once: wait so long (ms) after a change. */
const quiet = 200;

/** readTlsFiles rejects with a Fault (`input`) where the files cannot be read, or do not belong together. */
export async function readTlsFiles({ certFile, keyFile, clientCaFile }: TlsFiles): Promise<TlsTexts> {
  const files = [certFile, keyFile, ...(clientCaFile === undefined ? [] : [clientCaFile])];
  try {
    const [cert = '', key = '', clientCa] = await Promise.all(files.map(file => readFile(file, 'utf8')));
    createSecureContext({ cert, key, ca: clientCa });
    return { cert, key, ...(clientCa === undefined ? {} : { clientCa }) };
  } catch (cause) {
    const message = `${files.join(' and ')} cannot be used: ${(cause as Error).message}`;
    throw new Fault('input', message, { cause });
  }
}

/** FollowTlsOptions say what is followed, and what of it is in use. */
export interface FollowTlsOptions {
  readonly files: TlsFiles;
  /** What was read of them before. */
  readonly known: TlsTexts;
  readonly onNotice: (message: string) => void;
  readonly onRenewed: (texts: TlsTexts) => void;
}

/**
 * followTlsFiles reads files again whenever something in their folders changes: a Secret volume replaces all of its files
 * together. Files that do not belong together are reported and not used. It returns the function that ends this.
 */
export function followTlsFiles({ files, known, onNotice, onRenewed }: FollowTlsOptions): () => void {
  let inUse = known;
  let waiting: NodeJS.Timeout | undefined;
  const look = () => {
    readTlsFiles(files).then(
      texts => {
        const { cert, key, clientCa } = texts;
        if (cert === inUse.cert && key === inUse.key && clientCa === inUse.clientCa) return;
        inUse = texts;
        onRenewed(texts);
      },
      error =>
        onNotice(
          `${error instanceof Error ? error.message : String(error)}; what was read before stays in use`,
        ),
    );
  };
  const lookSoon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, quiet);
  };
  const folders = new Set(Object.values(files).map(file => dirname(file)));
  const watchers = [...folders].flatMap(folder => watchFolder(folder, lookSoon, onNotice) ?? []);
  // They may have changed since they were read.
  look();
  return () => {
    clearTimeout(waiting);
    for (const one of watchers) one.close();
  };
}

function watchFolder(
  folder: string,
  changed: () => void,
  onNotice: (message: string) => void,
): FSWatcher | undefined {
  const failed = (error: unknown) =>
    onNotice(
      `${folder} cannot be watched, so that a renewed certificate there is used only after a restart: ${error instanceof Error ? error.message : String(error)}`,
    );
  try {
    return watch(folder, { persistent: false }, changed).on('error', failed);
  } catch (error) {
    failed(error);
    return undefined;
  }
}
