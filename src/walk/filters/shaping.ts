import type { Judge } from './judgement.ts';

/** Filters that turn no request away by a rule of their own, and what they do with it. */

export const places: Judge = ({ places }) =>
  places === undefined ? undefined : { kind: 'shapes', why: 'where its client is is looked up' };

export const scripts: Judge = ({ scripts }) =>
  scripts === undefined
    ? undefined
    : { kind: 'depends', why: `${scripts.lua.length} Lua scripts may change or answer it` };

export const wasm: Judge = ({ wasm }) =>
  wasm === undefined
    ? undefined
    : { kind: 'depends', why: `${wasm.value.length} programs in WebAssembly may change or answer it` };

export const requestBuffer: Judge = ({ requestBuffer, action }) =>
  requestBuffer === undefined || action.kind !== 'forward'
    ? undefined
    : {
        kind: 'shapes',
        why: `is held back until all of it is there; 413 beyond ${requestBuffer.limit} bytes`,
      };

export const bandwidth: Judge = ({ bandwidth }) =>
  bandwidth === undefined
    ? undefined
    : { kind: 'shapes', why: 'its body, or that of the answer, is held up' };

export const bodies: Judge = ({ bodies }) =>
  bodies === undefined
    ? undefined
    : { kind: 'shapes', why: 'its body, or that of the answer, is rewritten where it is JSON' };

export const compression: Judge = ({ compression }) => {
  if (compression === undefined) return undefined;
  const kinds = compression.encodings.map(({ kind }) => kind).join(', ');
  return { kind: 'shapes', why: `the answer is packed for clients that take it (${kinds})` };
};

export const decompression: Judge = ({ decompression }) =>
  decompression === undefined
    ? undefined
    : { kind: 'shapes', why: `what is packed is unpacked (${decompression.encodings.join(', ')})` };

export const session: Judge = ({ session }) =>
  session === undefined
    ? undefined
    : { kind: 'shapes', why: `its ${session.kind} ${session.name} keeps it at one endpoint` };
