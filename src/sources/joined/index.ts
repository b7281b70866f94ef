/** Dataplanes that proxies bring with them when they join, for as long as they stay. */
export {
  type ConnectedProxy,
  createJoinedDataplanes,
  type Joined,
  type JoinedDataplanes,
  type JoinedDataplanesOptions,
} from './joined-dataplanes.ts';
