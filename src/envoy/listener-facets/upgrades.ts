import type { ListenerFacet } from './listener-facet.ts';

/** upgrades are the protocols to which connections may be upgraded where no route says otherwise. */
export const upgrades: ListenerFacet<'upgrades'> = {
  facet: 'upgrades',
  encode: ({ protocols }) => ({
    manager: { upgradeConfigs: protocols.map(upgradeType => ({ upgradeType })) },
  }),
};
