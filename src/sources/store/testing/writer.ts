import { openStore } from '../index.ts';

/**
 * A program for tests: writes `k0` to `k19` of a store in turn, without end, one to five at a time, and prints each number
 * when its write is answered.
 */
const [file = '', first = '0'] = process.argv.slice(2);
try {
  const store = openStore(file, { onWarning: message => process.stdout.write(`warning ${message}\n`) });
  process.stdout.write('open\n');
  const write = async (n: number): Promise<void> => {
    const metadata = { name: `k${n % 20}`, namespace: 'default' };
    // The sizes vary, so that a kill hits many different places of the log.
    const data = { n: String(n), fill: 'x'.repeat((n * 7919) % 6000) };
    await store.put({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data }, { by: 'writer' });
    process.stdout.write(`${n}\n`);
  };
  for (let n = Number(first); ; ) {
    const together = Array.from({ length: 1 + ((n * 31) % 5) }, () => write(n++));
    await Promise.all(together);
  }
} catch (error) {
  process.stdout.write(`${String(error)}\n`);
  process.exitCode = 1;
}
