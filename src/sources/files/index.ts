/** Manifests in files and directories, as a source. */
export { createFileSource, type FileSourceOptions } from './file-source.ts';
