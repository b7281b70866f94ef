import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiServer } from './api-server.ts';
import { type Tools, tools } from './tools.ts';

/**
 * applyDefinitions installs the CustomResourceDefinitions of the Gateway API (one of its two channels), Envoy Gateway,
 * kgateway or the Prometheus operator, and resolves when they are served.
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

/** Waits for all definitions. Where one has no conditions yet, kubectl fails instead of waiting. */
async function established(server: Pick<ApiServer, 'kubectl'>): Promise<void> {
  try {
    await server.kubectl(['wait', '--for=condition=Established', '--timeout=60s', 'crd', '--all']);
  } catch (error) {
    if (!String(error).includes('conditions accessor error')) throw error;
    await established(server);
  }
}
