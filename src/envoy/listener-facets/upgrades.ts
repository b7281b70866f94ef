import type { ListenerFacet } from './listener-facet.ts';

/** upgrades are the protocols that connections may be turned to where no route says otherwise. */
export const upgrades: ListenerFacet<'upgrades'> = {
  facet: 'upgrades',
  encode: ({ protocols }) => ({
    manager: { upgradeConfigs: protocols.map(upgradeType => ({ upgradeType })) },
  }),
};
