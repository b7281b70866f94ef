import { pathToFileURL } from 'node:url';

/** Makes a server listen on a port of loopback or on a unix socket; resolves when it does, rejects where it cannot. */
export function listen(server, where) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(typeof where === 'number' ? { port: where, host: '127.0.0.1' } : { path: where }, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}

/** The first argument of the command line, where `url` is the program that was started; undefined where it is a module. */
export function argumentOf(url) {
  if (process.argv[1] === undefined || pathToFileURL(process.argv[1]).href !== url) return undefined;
  return process.argv[2] ?? '';
}
