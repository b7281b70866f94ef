import { Type } from 'typebox';
import { weight } from '../gateway-api/fields.ts';
import { backendObjectProperties } from '../gateway-api/references.ts';
import type { Read } from '../schema/readonly.ts';
import { backendSettingsProperties } from './backend-settings.ts';

const backendRef = Type.Object(backendObjectProperties);

/** backendClusterProperties are the fields of Envoy Gateway's BackendCluster: the backend of a service that a policy calls. */
export const backendClusterProperties = {
  backendRef: Type.Optional(backendRef),
  backendRefs: Type.Array(
    Type.Object({
      ...backendObjectProperties,
      weight,
      fallback: Type.Boolean({ default: false }),
    }),
    { maxItems: 16, default: [] },
  ),
};

/** usedBackendCluster is a BackendCluster together with settings for its use. */
export const usedBackendCluster = {
  ...backendClusterProperties,
  backendSettings: Type.Optional(Type.Object(backendSettingsProperties)),
};

/** UsedBackendCluster is that as read. */
export type UsedBackendCluster = Read<Type.TObject<typeof usedBackendCluster>>;

/** BackendCluster is a BackendCluster as read. Refs without `fallback` share by `weight`; refs with it take over from them. */
export type BackendCluster = Read<Type.TObject<typeof backendClusterProperties>>;
