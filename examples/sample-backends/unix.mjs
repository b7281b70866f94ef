// A backend that speaks HTTP/1.1 on a unix socket: node examples/sample-backends/unix.mjs /tmp/sample.sock
import { createServer } from 'node:http';
import { answer } from './answer.mjs';
import { argumentOf, listen } from './listen.mjs';

export const startUnix = path =>
  listen(
    createServer((request, response) => answer('unix', request, response)),
    path,
  );

const path = argumentOf(import.meta.url);
if (path !== undefined) await startUnix(path || '/tmp/sample.sock');
