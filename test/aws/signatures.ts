import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { awsEnvironment } from '../../scripts/setup-aws.mjs';
import type { FunctionCall } from './function-endpoint.ts';

/** Signature is what botocore says of the signature of a call. */
export interface Signature {
  readonly isValid: boolean;
  readonly service?: string;
  readonly region?: string;
}

const program = fileURLToPath(new URL('./verify-signatures.py', import.meta.url));

/** checkSignature has botocore sign a call anew by the keys that it should be signed by. */
export function checkSignature(
  call: FunctionCall | undefined,
  keys: { readonly keyId: string; readonly secret: string },
): Signature {
  const run = spawnSync(join(awsEnvironment, 'bin/python'), [program], {
    input: `${JSON.stringify({ ...call, ...keys })}\n`,
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(`botocore cannot check it: ${run.error?.message ?? run.stderr}`);
  return JSON.parse(run.stdout) as Signature;
}
