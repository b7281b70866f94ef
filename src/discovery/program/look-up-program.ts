import { createHash } from 'node:crypto';
import type { ProgramWant } from '#model';
import type { Lookup } from '../repeated-lookups.ts';
import { type Asking, askedAddress, whyNot } from '../web/asked-address.ts';
import { getBytes } from '../web/get-bytes.ts';

/** Bytes; programs have some million. Nothing of a program is kept. */
const largest = 256 * 1024 * 1024;
/** Seconds for which an answer is valid: RepeatedLookups asks again after five minutes at the latest. */
const life = 300;

/** lookUpProgram reads a program and returns its hash. It never rejects. */
export async function lookUpProgram(
  { url: written, roots }: ProgramWant,
  asking: Asking,
): Promise<Lookup<ProgramWant>> {
  const url = new URL(written);
  try {
    const options = {
      accept: 'application/wasm, */*',
      largest,
      signal: asking.signal,
      ...(roots === undefined ? {} : { roots }),
    };
    const hash = createHash('sha256');
    for await (const chunk of await getBytes(url, await askedAddress(url, asking), options))
      hash.update(chunk);
    return {
      kind: 'found',
      answer: { kind: 'program', sha256: hash.digest('hex') },
      ttl: life,
      complete: true,
    };
  } catch (error) {
    return { kind: 'failed', error: `${written}: ${whyNot(error)}` };
  }
}
