import type { Authority } from './authority.ts';

/** providedMesh is the mesh `default`, whose sidecars know each other by certificates of a given authority. */
export const providedMesh = ({ certificate, key }: Authority) =>
  [
    `
type: Mesh
name: default
mtls:
  enabledBackend: ours
  backends: [{name: ours, type: provided, conf: {cert: {secret: ca-cert}, key: {secret: ca-key}}}]
`,
    secret('ca-cert', certificate),
    secret('ca-key', key),
  ].join('---');

const secret = (name: string, text: string) => `
type: Secret
mesh: default
name: ${name}
data: ${Buffer.from(text).toString('base64')}
`;
