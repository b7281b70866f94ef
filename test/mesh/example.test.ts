import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '#lib/testing/free-port.ts';
import { makeWorkplace } from '../../src/cli/testing/workplace.ts';
import { type Answer, ask } from '../harness/client.ts';
import { startUpstreams } from '../harness/upstreams.ts';

const example = (file: string) =>
  readFileSync(new URL(`../../examples/mesh/${file}`, import.meta.url), 'utf8');

test('examples/mesh: one command runs two workloads, of which one may call the other, and not the other way round', async () => {
  const upstreams = await startUpstreams();
  const place = await makeWorkplace();
  try {
    const [toStock, toShop] = [await freePort(), await freePort()];
    const { a, b } = upstreams.values;
    place.write('mesh/mesh.yaml', example('mesh.yaml'));
    place.write(
      'mesh/workloads.yaml',
      example('workloads.yaml')
        .replaceAll('9101', String(a))
        .replaceAll('9102', String(b))
        .replaceAll('18081', String(toStock))
        .replaceAll('18082', String(toShop)),
    );
    const { FAIRLEAD_ENVOY } = process.env;
    const up = place.start(['up', 'mesh', '--state', 'state'], {
      env: FAIRLEAD_ENVOY === undefined ? {} : { FAIRLEAD_ENVOY },
    });
    await up.says(new RegExp(`workload default\\.shop reaches others at http://127\\.0\\.0\\.1:${toStock}`));
    await up.says(/Envoy is ready/);

    const allowed = await answeredBy(toStock);
    assert.equal(allowed.seen?.backend, 'b');
    assert.match(String(allowed.seen?.headers['x-forwarded-client-cert']), /URI=spiffe:\/\/default\/shop/);
    const denied = await answeredBy(toShop);
    assert.equal(denied.status, 403);
    assert.equal(upstreams.counts.get('a') ?? 0, 0);
    up.child.kill('SIGINT');
    await up.ended;
  } finally {
    await place.close();
    await upstreams.close();
  }
});

/** Until its listener, and who it leads to, are there. */
async function answeredBy(port: number): Promise<Answer> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const answer = await ask({ plain: port, secure: 0 }, { host: 'any.test', path: '/' }).catch(
      () => undefined,
    );
    if (answer !== undefined && answer.status !== 0 && answer.status !== 503) return answer;
    if (Date.now() > deadline) throw new Error(`port ${port} answers ${answer?.status}: ${answer?.body}`);
    await pause(50);
  }
}
