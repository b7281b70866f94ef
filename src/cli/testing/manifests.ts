/** shop is a Gateway with a route and two Backends, as most tests need. */
export const shop = `apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata:
  name: edge
spec:
  controllerName: fairlead.dev/gateway-controller
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: web
spec:
  gatewayClassName: edge
  listeners:
    - name: http
      protocol: HTTP
      port: 8080
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: shop
spec:
  parentRefs:
    - name: web
  hostnames:
    - shop.example.com
  rules:
    - matches:
        - path:
            type: PathPrefix
            value: /cart
      backendRefs:
        - group: gateway.envoyproxy.io
          kind: Backend
          name: cart
          weight: 3
        - group: gateway.envoyproxy.io
          kind: Backend
          name: names
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata:
  name: cart
spec:
  endpoints:
    - ip:
        address: 10.0.0.1
        port: 8080
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata:
  name: names
spec:
  endpoints:
    - fqdn:
        hostname: cart.example.com
        port: 443
`;

/** treasure is a text that no output may ever hold. */
export const treasure = 'hunter2-treasure';

/** secrets are Secrets with the treasure in every possible place, well-formed and broken. */
export const secrets = `apiVersion: v1
kind: Secret
metadata:
  name: plain
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: '{"stringData":{"password":"${treasure}"}}'
type: Opaque
data:
  password: ${Buffer.from(treasure).toString('base64')}
stringData:
  other: ${treasure}
---
apiVersion: v1
kind: Secret
metadata:
  name: no-base64
data:
  password: "${treasure}!"
---
apiVersion: v1
kind: Secret
metadata:
  name: wrong-type
data: ${treasure}
stringData:
  password: [${treasure}]
---
apiVersion: v1
kind: Secret
metadata:
  name: misplaced
spec:
  password: ${treasure}
---
apiVersion: v1
kind: Secret
metadata:
  name: no-certificate
type: kubernetes.io/tls
stringData:
  tls.crt: ${treasure}
  tls.key: ${treasure}
---
apiVersion: v1
kind: Secret
metadata:
  name: no-yaml
stringData:
  password: "${treasure}
 other: ${treasure}
---
apiVersion: v1
kind: Secret
metadata:
  name: alias
stringData:
  password: *${treasure}
---
apiVersion: v1
kind: Secret
metadata:
  name: tagged
stringData:
  password: !${treasure}
---
apiVersion: v1
kind: Secret
metadata:
  name: doubled
stringData:
  ${treasure}: a
  ${treasure}: b
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: secure
spec:
  gatewayClassName: edge
  listeners:
    - name: https
      protocol: HTTPS
      port: 8443
      tls:
        certificateRefs:
          - name: plain
          - name: no-certificate
`;

/** secretsJson is a Secret in JSON that is cut off within the treasure. */
export const secretsJson = `{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "cut"}, "stringData": {"a": "${treasure}" "b`;
