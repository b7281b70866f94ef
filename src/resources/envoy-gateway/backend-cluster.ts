import { Type } from 'typebox';
import { weight } from '../gateway-api/fields.ts';
import { backendObjectProperties } from '../gateway-api/references.ts';
import type { Read } from '../schema/readonly.ts';
import { backendSettingsProperties } from './backend-settings.ts';

const backendRef = Type.Object(backendObjectProperties);

/** backendClusterProperties are Envoy Gateway's BackendCluster: the backend of a service that a policy calls. */
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

/** usedBackendCluster is the same with how the backend is used. */
export const usedBackendCluster = {
  ...backendClusterProperties,
  backendSettings: Type.Optional(Type.Object(backendSettingsProperties)),
};

/** UsedBackendCluster is it as read. */
export type UsedBackendCluster = Read<Type.TObject<typeof usedBackendCluster>>;

/** What else BackendCluster may say where nobody reads how the backend is used. */
export const unservedOfBackendCluster = ['backendSettings'] as const;

/** BackendCluster: `fallback` marks those that take over from the ones that are none, which share by `weight`. */
export type BackendCluster = Read<Type.TObject<typeof backendClusterProperties>>;
