import { dump } from 'js-yaml';

/** print writes a result. Who reads it may have enough and go (`| head`): that ends the command, and is no fault. */
export function print(text: string): void {
  watchForClosedPipe();
  process.stdout.write(text.endsWith('\n') || text === '' ? text : `${text}\n`);
}

/** printData writes a value as JSON or YAML, the way kubectl lays them out. */
export function printData(value: unknown, form: 'json' | 'yaml'): void {
  print(form === 'json' ? JSON.stringify(value, null, 2) : dump(value, { noRefs: true, lineWidth: -1 }));
}

let watched = false;

function watchForClosedPipe(): void {
  if (watched) return;
  watched = true;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}
