import { version } from '#lib/version.ts';

/**
 * kumaIndex is what Kuma's tools ask before anything else, without a token: `kumactl` takes on a control plane whose tagline is its
 * own, and says so where the version is another than its own. `basedOnKuma` is the release whose API this is.
 */
export const kumaIndex = {
  tagline: 'Kuma',
  product: 'Fairlead',
  version,
  basedOnKuma: '2.14.3',
} as const;
