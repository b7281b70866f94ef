import { connect, createServer } from 'node:net';
import { createInterface } from 'node:readline';

/**
 * One part of the load, by its first argument:
 *
 * - `serve HOST PORT WORD` answers each connection with one word;
 * - `load HOST PORT CONCURRENCY` opens connection after connection and counts the words; a line on standard input ends
 *   it, and it prints the counts.
 */
const [role, host = '', port = '0', third = ''] = process.argv.slice(2);
if (role === 'serve') serve();
else load(Number(third));

function serve(): void {
  const server = createServer(socket => {
    socket.on('error', () => {});
    socket.write(third);
  });
  server.listen({ host, port: Number(port), backlog: 4096 }, () => process.stdout.write('ready\n'));
}

function load(concurrency: number): void {
  const counts: Record<string, number> = {};
  let running = true;
  let open = 0;
  const next = () => {
    if (!running) return;
    open++;
    const socket = connect({ host, port: Number(port) });
    const end = (word: string) => {
      counts[word] = (counts[word] ?? 0) + 1;
      socket.removeAllListeners();
      socket.on('error', () => {});
      // A reset leaves no TIME_WAIT behind, so that source ports do not run out.
      socket.resetAndDestroy();
      open--;
      if (running) setImmediate(next);
      else if (open === 0) finish();
    };
    socket.setTimeout(5000, () => end('timeout'));
    socket.once('data', data => end(data.toString()));
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
    socket.once('end', () => end('closed'));
  };
  const finish = () => {
    process.stdout.write(`${JSON.stringify(counts)}\n`);
    process.exit(0);
  };
  for (let i = 0; i < concurrency; i++) next();
  const report = setInterval(() => process.stdout.write(`${JSON.stringify(counts)}\n`), 200);
  createInterface({ input: process.stdin }).once('line', () => {
    clearInterval(report);
    running = false;
    if (open === 0) finish();
  });
}
