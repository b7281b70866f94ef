import { version } from '#lib/version.ts';

/**
 * kumaIndex answers the first request of Kuma's tools, which carries no token: `kumactl` accepts a control plane with Kuma's
 * tagline, and says so where the version differs from its own. `basedOnKuma` is the release whose API this is.
 */
export const kumaIndex = {
  tagline: 'Kuma',
  product: 'Fairlead',
  version,
  basedOnKuma: '2.14.3',
} as const;
