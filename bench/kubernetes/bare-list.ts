// `bare-list.ts KUBECONFIG PATH…`: lists everything at the paths, concurrently and in pages, as Fairlead does, ignores the
// content, and ends.
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
