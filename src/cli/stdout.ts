import { dump } from 'js-yaml';

/** print writes a result. */
export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') || text === '' ? text : `${text}\n`);
}

/** printData writes a value as JSON or YAML, the way kubectl lays them out. */
export function printData(value: unknown, form: 'json' | 'yaml'): void {
  print(form === 'json' ? JSON.stringify(value, null, 2) : dump(value, { noRefs: true, lineWidth: -1 }));
}

/** watchForClosedPipe ends the command, without a fault, when the reader of its output has had enough (`| head`). */
export function watchForClosedPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}
