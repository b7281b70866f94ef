import { configuration, installTransparentProxy } from '#tproxy';

/**
 * Installs again and again in its own process, each time with the other of two plans, so that no install is a repetition.
 * Arguments: backend, how often. Prints how long the installs took, in milliseconds.
 */
const [backend = '', times = '0'] = process.argv.slice(2);
const plans = ['9090', '9090,9191'].map(ports =>
  configuration({
    files: [],
    environment: {},
    flags: {
      backend,
      kumaDPUser: '5678',
      'redirect.outbound.excludePorts': ports,
      'redirect.dns.captureAll': true,
    },
  }),
);
const durations: number[] = [];
for (let i = 0; i < Number(times); i++) {
  const plan = plans[i % 2];
  if (plan === undefined) break;
  const start = performance.now();
  await installTransparentProxy(plan, () => {});
  durations.push(performance.now() - start);
}
const sorted = durations.toSorted((a, b) => a - b);
process.stdout.write(`${JSON.stringify({ p50: sorted[sorted.length >> 1], max: sorted.at(-1) })}\n`);
