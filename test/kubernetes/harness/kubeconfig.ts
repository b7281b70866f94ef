/** kubeconfig is the text of a kubeconfig for a server, with this client certificate. */
export function kubeconfig(
  server: string,
  authority: string,
  user: { readonly cert: string; readonly key: string },
): string {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const name = 'fairlead-test';
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server, 'certificate-authority-data': base64(authority) } }],
    users: [
      {
        name,
        user: { 'client-certificate-data': base64(user.cert), 'client-key-data': base64(user.key) },
      },
    ],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  };
  return JSON.stringify(config, undefined, 2);
}
