import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiServer } from './api-server.ts';
import { type Tools, tools } from './tools.ts';

/**
 * applyDefinitions installs definitions of the Gateway API (one of its two channels), of Envoy Gateway, of kgateway or of the Prometheus
 * operator, and resolves when they are served.
 */
export async function applyDefinitions(
  server: Pick<ApiServer, 'kubectl'>,
  ...sets: readonly (keyof Tools['definitions'])[]
): Promise<void> {
  const files = sets.flatMap(set => {
    const folder = tools().definitions[set];
    const names = readdirSync(folder).filter(name => name.endsWith('.yaml') && name !== 'kustomization.yaml');
    return names.map(name => `--filename=${join(folder, name)}`);
  });
  await server.kubectl(['apply', '--server-side', ...files]);
  await established(server);
}

/** Of one that has no conditions at all yet kubectl says that it cannot read them, and waits no longer. */
async function established(server: Pick<ApiServer, 'kubectl'>): Promise<void> {
  try {
    await server.kubectl(['wait', '--for=condition=Established', '--timeout=60s', 'crd', '--all']);
  } catch (error) {
    if (!String(error).includes('conditions accessor error')) throw error;
    await established(server);
  }
}
