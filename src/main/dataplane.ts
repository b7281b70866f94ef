import { type ParseArgsConfig, parseArgs } from 'node:util';
import { isFault } from '#lib/fault.ts';
import { type ProxyFlags, proxyFlags } from '../cli/proxy-flags.ts';
import { runProxy } from '../cli/run-proxy.ts';

// `fairlead proxy` without the rest of the program: what runs beside every workload must be small.

const flags = readFlags(process.argv.slice(3));
if (flags === undefined) {
  // The whole program answers wrong flags and `--help`, as for every other command.
  await import('./cli.ts');
} else {
  try {
    await runProxy(flags);
  } catch (error) {
    if (!isFault(error)) throw error;
    process.stderr.write(`fairlead: ${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}

function readFlags(args: string[]): ProxyFlags | undefined {
  const options: NonNullable<ParseArgsConfig['options']> = Object.fromEntries(
    proxyFlags.map(({ name, short, value, repeated = false, fallback }) => [
      name,
      {
        type: value === undefined ? 'boolean' : 'string',
        multiple: repeated,
        ...(short === undefined ? {} : { short }),
        ...(fallback === undefined ? {} : { default: fallback }),
      },
    ]),
  );
  try {
    const { values } = parseArgs({ args, options });
    const camel = (name: string) => name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    const named = Object.entries(values).map(([name, value]) => [camel(name), value]);
    return Object.fromEntries(named) as unknown as ProxyFlags;
  } catch {
    return undefined;
  }
}
