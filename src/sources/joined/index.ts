/** Dataplanes that proxies bring along when they join; they stay as long as their proxies do. */
export {
  type ConnectedProxy,
  createJoinedDataplanes,
  type Joined,
  type JoinedDataplanes,
  type JoinedDataplanesOptions,
} from './joined-dataplanes.ts';
