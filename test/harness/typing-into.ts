import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { GuidePlace } from './guide.ts';

/**
 * typingInto types commands into a shell, one after the other, and returns what each printed; a failing command rejects.
 * Input and output go through files, so that neither waits for background processes.
 */
export function typingInto(shell: ChildProcess, file: string): GuidePlace['run'] {
  const { stdin, stdout } = shell;
  if (stdin === null || stdout === null) throw new Error('the shell cannot be typed into');
  const codes = createInterface({ input: stdout });
  return async text => {
    writeFileSync(file, text);
    stdin.write(`. ${file} < /dev/null > ${file}.out 2>&1; echo $?\n`);
    const [code] = (await once(codes, 'line')) as [string];
    const said = readFileSync(`${file}.out`, 'utf8');
    if (code !== '0') throw new Error(`it ends with ${code}:\n${text}\n${said}`);
    return said;
  };
}
