import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * bundleProgram makes one file of the real program with the commands of the transparent proxy alone. The suites run it
 * some hundred times, and it starts in a fraction of the time that all commands from source need.
 */
export async function bundleProgram(directory: string): Promise<string> {
  const outfile = join(directory, 'fairlead.mjs');
  await build({
    absWorkingDir: root,
    entryPoints: ['src/main/cli.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'error',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    plugins: [
      {
        name: 'commands of the transparent proxy',
        setup: bundler =>
          bundler.onResolve({ filter: /cli\/commands\.ts$/ }, () => ({
            path: join(root, 'test/tproxy/commands.ts'),
          })),
      },
    ],
  });
  return outfile;
}
