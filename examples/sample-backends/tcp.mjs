// A backend that speaks HTTP/1.1 on a TCP port: node examples/sample-backends/tcp.mjs 9001
import { createServer } from 'node:http';
import { answer } from './answer.mjs';
import { argumentOf, listen } from './listen.mjs';

/** `tries`: see `answer`. */
export const startTcp = (port, tries) =>
  listen(
    createServer((request, response) => answer('tcp', request, response, tries)),
    port,
  );

const port = argumentOf(import.meta.url);
if (port !== undefined) await startTcp(Number(port || 9001));
