import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { freePorts } from './free-port.ts';

/** What another process is given while this one lives. */
async function givenElsewhere(count: number): Promise<number[]> {
  const program = `import { freePorts } from ${JSON.stringify(new URL('./free-port.ts', import.meta.url).href)};
console.log(JSON.stringify(await freePorts(${count})));`;
  const run = await promisify(execFile)(process.execPath, [
    '--import',
    'tsx',
    '--input-type=module',
    '-e',
    program,
  ]);
  return JSON.parse(run.stdout) as number[];
}

test('a port that was given is given to nobody else while its process lives, used or not', async () => {
  const here = await freePorts(300);
  const elsewhere = await givenElsewhere(300);
  assert.equal(new Set([...here, ...elsewhere]).size, 600);
});

test('a port outside those that Linux gives to connections', async () => {
  for (const port of await freePorts(10)) assert.ok(port >= 20_000 && port < 32_768, `${port}`);
});
