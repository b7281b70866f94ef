/** shopService is a service `shop` of the workloads of that label. */
export const shopService = `
type: MeshService
mesh: default
name: shop
spec:
  selector: {dataplaneLabels: {matchLabels: {app: shop}}}
  ports: [{name: web, port: 80, targetPort: web, appProtocol: http}]
`;

/** shopMesh is a mesh with that service, and the name that it is called by. */
export const shopMesh = `
type: Mesh
name: default
meshServices: {mode: Exclusive}
---${shopService}---
type: HostnameGenerator
name: local
spec:
  selector: {meshService: {matchLabels: {kuma.io/display-name: shop}}}
  template: '{{ .DisplayName }}.svc.mesh.local'
`;
