/** Answers with who answered and what arrived: the backend's name, the request line, and the headers it saw. */
export function answer(name, request, response) {
  const { ':authority': authority, ...others } = request.headers;
  const headers = Object.entries(authority === undefined ? others : { host: authority, ...others }).filter(
    ([header]) => !header.startsWith(':'),
  );
  const lines = [
    `answered by: ${name}`,
    `request:     ${request.method} ${request.url} HTTP/${request.httpVersion}`,
    ...headers.map(([header, value]) => `  ${header}: ${value}`),
  ];
  request.resume();
  response.setHeader('content-type', 'text/plain; charset=utf-8');
  response.setHeader('x-answered-by', name);
  response.end(`${lines.join('\n')}\n`);
}
