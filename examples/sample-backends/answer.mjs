/**
 * Answers with who answered and what arrived: the backend's name, the request line, and the headers it saw. At `/` it also says
 * what to try: `tries` are paths, each with what is there.
 */
export function answer(name, request, response, tries = []) {
  const { ':authority': authority, ...others } = request.headers;
  const headers = Object.entries(authority === undefined ? others : { host: authority, ...others }).filter(
    ([header]) => !header.startsWith(':'),
  );
  const lines = [
    `answered by: ${name}`,
    `request:     ${request.method} ${request.url} HTTP/${request.httpVersion}`,
    ...headers.map(([header, value]) => `  ${header}: ${value}`),
    ...(request.url === '/' ? suggestions(tries, `http://${authority ?? request.headers.host}`) : []),
  ];
  request.resume();
  response.setHeader('content-type', 'text/plain; charset=utf-8');
  response.setHeader('x-answered-by', name);
  response.end(`${lines.join('\n')}\n`);
}

function suggestions(tries, origin) {
  const width = Math.max(...tries.map(([path]) => path.length));
  const lines = tries.map(([path, what]) => `  ${origin}${path.padEnd(width)}  ${what}`);
  return lines.length === 0 ? [] : ['try:', ...lines];
}
