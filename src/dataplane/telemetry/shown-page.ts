import type { MergedPage } from '#lib/merged-page.ts';
import { askAdmin } from '../admin-client.ts';
import { applicationPage } from './application-page.ts';
import { createMetricFamilies } from './metric-families.ts';
import { isShownBy } from './metric-profile.ts';

/** ms that an Envoy has for its own page, and how many bytes the page may have. */
const ofEnvoy = { patience: 5_000, longest: 64 * 1024 * 1024 };

/** Bytes that all applications may show together, and each of them. */
const ofApplications = { together: 32 * 1024 * 1024, each: 8 * 1024 * 1024 };

/**
 * shownPage merges a page of metrics. An application that shows none, or none in time, is left out, and its
 * `fairlead_application_up` is 0. It rejects where the Envoy does not answer.
 */
export async function shownPage(
  { query, profile, applications, refused }: MergedPage,
  adminSocket: string,
): Promise<string> {
  const longest = Math.min(ofApplications.each, ofApplications.together / applications.length);
  const [envoy, ...pages] = await Promise.all([
    profile?.base === 'none' && profile.include.length === 0
      ? ''
      : askAdmin(adminSocket, 'GET', `/stats/prometheus${query}`, undefined, ofEnvoy).then(
          ({ body }) => body,
        ),
    ...applications.map(application => applicationPage(application, longest, refused).catch(() => undefined)),
  ]);
  const families = createMetricFamilies();
  families.add(envoy, profile === undefined ? {} : { isShown: isShownBy(profile) });
  families.add(standing(applications, pages), {});
  for (const [i, { name }] of applications.entries()) families.add(pages[i] ?? '', { name });
  return families.text();
}

/** A metric that says which applications showed theirs. */
function standing(applications: MergedPage['applications'], pages: readonly (string | undefined)[]): string {
  return [
    '# TYPE fairlead_application_up gauge',
    ...applications.map(
      ({ name }, i) =>
        `fairlead_application_up{application=${JSON.stringify(name)}} ${pages[i] === undefined ? 0 : 1}`,
    ),
  ].join('\n');
}
