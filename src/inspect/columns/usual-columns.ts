import { besides, stated } from './column.ts';
import { reasonOf, truth } from './status-words.ts';

/** Healthy endpoints out of all, where proxies report them. */
export const healthy = stated('HEALTHY', ({ endpoints }) => {
  if (endpoints === undefined) return '';
  const { healthy, unhealthy, unresolved } = endpoints;
  return `${healthy}/${healthy + unhealthy + unresolved}`;
});
export const lookedUp = {
  ...besides('DNS', ({ lookedUpAt }) => lookedUpAt() ?? ''),
  isTime: true,
} as const;
export const referrers = besides('ROUTES', ({ referrers }) => String(referrers()));

export const accepted = stated('ACCEPTED', status => truth(status, 'Accepted'));
export const reason = stated('REASON', reasonOf);
