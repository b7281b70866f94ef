import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * bundleProgram makes the program as it is delivered, but with its packages inside. The suites run it some hundred times,
 * also as users who may not read the checkout, and it starts in a fraction of the time that it needs from source.
 */
export async function bundleProgram(directory: string): Promise<string> {
  await build({
    absWorkingDir: root,
    entryPoints: ['src/main/cli.ts'],
    outdir: join(directory, 'program'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'error',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  const ebpf = builtEbpf();
  if (ebpf !== undefined) cpSync(ebpf, join(directory, 'program/ebpf'), { recursive: true });
  return join(directory, 'program/cli.mjs');
}

/** builtEbpf is where the eBPF programs and their loader of this checkout are; undefined where the build left them out. */
export function builtEbpf(): string | undefined {
  const directory = process.env.FAIRLEAD_EBPF ?? join(root, 'dist/ebpf');
  return existsSync(join(directory, `fairlead-bpf-${process.arch}`)) ? directory : undefined;
}
