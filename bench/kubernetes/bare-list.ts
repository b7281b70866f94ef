// `bare-list.ts KUBECONFIG PATH…`: lists everything at the paths, all at once and in pages as we do, looks at nothing, and ends.
import { openCluster, readJson } from '#sources/kubernetes';

const [, , kubeconfig = '', ...paths] = process.argv;
const cluster = await openCluster({ kubeconfig });

async function list(path: string): Promise<void> {
  let after: string | undefined = '';
  while (after !== undefined) {
    const query = { limit: '500', ...(after === '' ? {} : { continue: after }) };
    const { metadata } = await readJson(await cluster.send({ path, query }));
    after = (metadata as { readonly continue?: string }).continue;
    if (after === '') after = undefined;
  }
}

await Promise.all(paths.map(list));
cluster.close();
