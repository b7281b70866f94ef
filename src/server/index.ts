/** The REST API: what is running, what came of the objects that users wrote, and why. */
export type { Access, Caller } from './access.ts';
export {
  type AdmissionServer,
  type AdmissionServerOptions,
  startAdmissionServer,
} from './admission/admission-server.ts';
export type { Answer } from './answer.ts';
export { type ApiServer, type ApiServerOptions, startApiServer } from './api-server.ts';
export type { BootstrapRequest } from './bootstrap-request.ts';
export { makeDefaultMesh } from './default-mesh.ts';
export {
  type JoinRefusal,
  type JoinServer,
  type JoinServerOptions,
  type ProxyClaim,
  startJoinServer,
  type Welcome,
} from './join-server.ts';
export { type ObjectPath, objectPath } from './object-path.ts';
export { ask } from './questions.ts';
export type { WatchEvent } from './watch.ts';
