// A backend that speaks HTTP/2 without TLS, and nothing else: node examples/sample-backends/http2.mjs 9002
import { createServer } from 'node:http2';
import { answer } from './answer.mjs';
import { argumentOf, listen } from './listen.mjs';

export const startHttp2 = port =>
  listen(
    createServer((request, response) => answer('http2', request, response)),
    port,
  );

const port = argumentOf(import.meta.url);
if (port !== undefined) await startHttp2(Number(port || 9002));
