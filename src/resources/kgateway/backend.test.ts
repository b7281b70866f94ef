import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeYaml, said, specOf } from '../decode-yaml.ts';
import { kgatewayBackendKinds } from './backend.ts';

function backendWith(spec: string, apiVersion = 'gateway.kgateway.dev/v1alpha1', kind = 'Backend'): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: b}\nspec: ${spec}\n`;
}

const read: readonly (readonly [string, string, unknown])[] = [
  [
    "kgateway's hosts",
    '{static: {hosts: [{host: 192.0.2.1, port: 80}, {host: API.example.com, port: 443}], appProtocol: http2}}',
    {
      kind: 'static',
      hosts: [
        { kind: 'ip', address: '192.0.2.1', port: 80, at: 'spec.static.hosts[0].host' },
        { kind: 'fqdn', hostname: 'api.example.com', port: 443, at: 'spec.static.hosts[1].host' },
      ],
      protocol: { isHttp2: true, at: 'spec.static.appProtocol' },
    },
  ],
  [
    "gloo's hosts",
    '{static: {hosts: [{addr: api.example.com, port: 80, loadBalancingWeight: 3}]}}',
    {
      kind: 'static',
      hosts: [
        { kind: 'fqdn', hostname: 'api.example.com', port: 80, at: 'spec.static.hosts[0].addr', weight: 3 },
      ],
    },
  ],
  [
    'a socket',
    '{type: pipe, pipe: {path: /run/app.sock}}',
    { kind: 'pipe', socket: { kind: 'unix', path: '/run/app.sock', at: 'spec.pipe.path' } },
  ],
  [
    "a function as kgateway writes it: its own account's before that of aws, and what is usual where nothing is said",
    '{aws: {accountId: "000000000000", lambda: {accountId: "123456789012", functionName: greet}}}',
    {
      kind: 'awsLambda',
      region: 'us-east-1',
      auth: {},
      at: 'spec.aws',
      account: '123456789012',
      functionName: 'greet',
      qualifier: '$LATEST',
      isAsync: false,
      isWrapped: true,
    },
  ],
  [
    'where a function is called',
    '{aws: {region: eu-west-1, auth: {type: AssumeRole, assumeRole: {roleArn: "arn:aws:iam::123456789012:role/a/b", sessionName: edge, externalId: of-ours, sessionDuration: 30m}}, lambda: {accountId: "123456789012", functionName: greet, qualifier: live, invocationMode: Async, payloadTransformMode: None, endpointURL: "https://lambda.local:443"}}}',
    {
      kind: 'awsLambda',
      region: 'eu-west-1',
      auth: {
        role: {
          arn: 'arn:aws:iam::123456789012:role/a/b',
          session: 'edge',
          externalId: 'of-ours',
          duration: 1_800_000,
        },
      },
      at: 'spec.aws',
      account: '123456789012',
      functionName: 'greet',
      qualifier: 'live',
      isAsync: true,
      isWrapped: false,
      endpoint: {
        host: { kind: 'fqdn', hostname: 'lambda.local', at: 'spec.aws.lambda.endpointURL' },
        port: 443,
        isTls: true,
      },
    },
  ],
  [
    "gloo's function",
    '{aws: {region: eu-west-1, awsAccountId: "123456789012", secretRef: {name: keys, namespace: other}, roleArn: "arn:aws:iam::123456789012:role/a", lambdaFunctions: [{lambdaFunctionName: greet}], destinationOverrides: {invocationStyle: ASYNC}}}',
    {
      kind: 'awsLambda',
      region: 'eu-west-1',
      auth: {
        secret: { name: 'keys', namespace: 'other', at: 'spec.aws.secretRef' },
        role: { arn: 'arn:aws:iam::123456789012:role/a' },
      },
      at: 'spec.aws',
      account: '123456789012',
      functionName: 'greet',
      qualifier: '$LATEST',
      isAsync: true,
      isWrapped: false,
    },
  ],
  [
    'instances as kgateway writes them',
    '{aws: {auth: {type: Secret, secretRef: {name: keys}}, ec2: {port: 8080, addressType: PublicIP, filters: [{key: app}, {keyValue: {key: tier, value: web}}]}}}',
    {
      kind: 'awsEc2',
      region: 'us-east-1',
      auth: { secret: { name: 'keys', at: 'spec.aws.auth.secretRef' } },
      at: 'spec.aws',
      port: 8080,
      isPublic: true,
      tags: [{ key: 'app' }, { key: 'tier', value: 'web' }],
    },
  ],
  [
    "gloo's instances",
    '{awsEc2: {region: eu-west-1, port: 0, publicIp: false, filters: [{kvPair: {key: tier, value: ""}}]}}',
    {
      kind: 'awsEc2',
      region: 'eu-west-1',
      port: 80,
      isPublic: false,
      tags: [{ key: 'tier', value: '' }],
      auth: {},
      at: 'spec.awsEc2',
    },
  ],
  [
    'a port of a Service',
    '{type: kubernetes, kube: {serviceName: shop, serviceNamespace: other, servicePort: 80, selector: {app: shop}}}',
    {
      kind: 'kube',
      service: 'shop',
      namespace: 'other',
      port: 80,
      selector: { app: 'shop' },
      at: 'spec.kube',
    },
  ],
  ['any host', '{dynamicForwardProxy: {}}', { kind: 'dynamicForwardProxy', enableTls: false }],
  [
    'groups',
    '{priorityGroups: [{backendRefs: [{name: a}, {name: b}]}, {backendRefs: [{name: c}]}]}',
    {
      kind: 'priorityGroups',
      groups: [
        [
          { name: 'a', at: 'spec.priorityGroups[0].backendRefs[0].name' },
          { name: 'b', at: 'spec.priorityGroups[0].backendRefs[1].name' },
        ],
        [{ name: 'c', at: 'spec.priorityGroups[1].backendRefs[0].name' }],
      ],
    },
  ],
  [
    'a service in Consul’s catalogue, in these data centers, of those with these tags',
    '{consul: {serviceName: web, dataCenters: [dc1, dc2, dc1], instanceTags: [v1], instanceBlacklistTags: [old], consistencyMode: StaleMode, queryOptions: {useCache: true}}}',
    {
      kind: 'consul',
      service: 'web',
      datacenters: ['dc1', 'dc2'],
      tags: ['v1'],
      otherTags: ['old'],
      consistency: 'stale',
      isCached: true,
      at: 'spec.consul',
    },
  ],
];

for (const named of kgatewayBackendKinds) {
  for (const [what, spec, destination] of read) {
    test(`${what} are read of ${named.kind} of ${named.group}`, () => {
      const written = backendWith(spec, `${named.group}/${named.versions[0]}`, named.kind);
      assert.deepEqual(specOf<unknown>(named, written), { destination });
    });
  }
}

const mistakes: readonly (readonly [string, string])[] = [
  [
    '{static: {hosts: [{host: 192.0.2.1, port: 80}]}, sslConfig: {sslFiles: {rootCa: /ca.crt}}}',
    'spec.sslConfig.sslFiles: is not served: write the same into a Secret, and name it in secretRef',
  ],
  [
    '{aws: {auth: {type: AssumeRole, assumeRole: {roleArn: "arn:aws:iam::123456789012:role/a", sessionDuration: 5m}}, ec2: {filters: [{key: a}]}}}',
    'spec.aws.auth.assumeRole.sessionDuration: must be a duration from 15m to 12h in whole seconds, but is "5m"',
  ],
  [
    '{type: AI, ai: {llm: {}}}',
    'spec.ai: is not served: models are what agentgateway leads to; to call an API as it is, write static and a BackendConfigPolicy with tls',
  ],
  ['{mcp: {targets: []}}', 'spec.mcp: is not served: tools are what agentgateway leads to'],
  [
    '{internalListener: {listenerPort: 8081}}',
    'spec.internalListener: is not served: no listener is internal here; refer to what its routes lead to',
  ],
  [
    '{upstreamSpec: {static: {hosts: []}}}',
    'spec.upstreamSpec: is a form of early versions of gloo: write what stands in it directly into spec',
  ],
  [
    '{static: {hosts: [{host: 192.0.2.1, port: 80}]}, httpProxyHostname: "shop.example.com:443"}',
    'spec.httpProxyHostname: is not served yet, and nothing is sent to the proxy in its stead',
  ],
  [
    '{priorityGroups: [{backendRefs: [{name: a}]}], useHttp2: true}',
    'spec.useHttp2: must be left out where groups are named: its members say it',
  ],
  [
    '{static: {hosts: [{host: 192.0.2.1, port: 80}]}, loadBalancerConfig: {random: {}, maglev: {}}}',
    'spec.loadBalancerConfig.maglev: must be left out where random is given',
  ],
  ['{aws: {}}', 'spec.aws: must have one of lambda, ec2, lambdaFunctions'],
  [
    '{aws: {ec2: {}, lambda: {accountId: "123456789012", functionName: f}}}',
    'spec.aws.ec2: must be left out where lambda is given',
  ],
  [
    '{aws: {lambda: {functionName: f}}}',
    'spec.aws.lambda.accountId: is required: a function is named by its account',
  ],
  [
    '{aws: {auth: {type: Secret}, lambda: {accountId: "123456789012", functionName: f}}}',
    'spec.aws.auth.secretRef: is required, as type is Secret',
  ],
  [
    '{aws: {auth: {type: Secret, secretRef: {name: k, namespace: other}}, lambda: {accountId: "123456789012", functionName: f}}}',
    'spec.aws.auth.secretRef.namespace: must be left out: a Backend has its keys in its own namespace',
  ],
  [
    '{aws: {auth: {type: Secret, secretRef: {name: k}}, roleArn: "arn:aws:iam::123456789012:role/a", ec2: {filters: [{key: a}]}}}',
    'spec.aws.roleArn: must be left out, as auth is given too',
  ],
  [
    '{aws: {lambda: {accountId: "123456789012", functionName: f, endpointURL: "http://lambda.local"}}}',
    'spec.aws.lambda.endpointURL: must say its port, as in http://lambda.local:4566',
  ],
  [
    '{aws: {lambda: {accountId: "123456789012", functionName: f, endpointURL: "https://127.0.0.1:443"}}}',
    'spec.aws.lambda.endpointURL: must name a host where it begins with https, as TLS asks for one',
  ],
  [
    '{aws: {lambda: {accountId: "123456789012", functionName: f, endpointURL: "http://lambda.local:80/a"}}}',
    'spec.aws.lambda.endpointURL: must be a host and a port alone: which function is called makes the path',
  ],
  [
    '{aws: {awsAccountId: "123456789012", lambdaFunctions: []}}',
    'spec.aws.lambdaFunctions: must have one item, but has 0: write an Upstream for each function',
  ],
  [
    '{aws: {awsAccountId: "123456789012", lambdaFunctions: [{lambdaFunctionName: f}], destinationOverrides: {unwrapAsAlb: true}}}',
    'spec.aws.destinationOverrides.unwrapAsAlb: is not served yet: a function of gloo’s gets the body, and its answer is the body',
  ],
  [
    '{aws: {ec2: {filters: [{key: a, keyValue: {key: a, value: b}}]}}}',
    'spec.aws.ec2.filters[0].keyValue: must be left out where key is given',
  ],
  ['{consul: {}}', 'spec.consul.serviceName: is required'],
  [
    '{consul: {serviceName: ../agent/self}}',
    'spec.consul.serviceName: must be the name of a service in Consul, but is "../agent/self"',
  ],
  [
    '{consul: {serviceName: web, dataCenters: [dc1, "dc1&token=a"]}}',
    'spec.consul.dataCenters[1]: must be the name of a data center of Consul: letters, digits, "-" and "_", but is "dc1&token=a"',
  ],
  [
    '{consul: {serviceName: web, consistencyMode: Eventual}}',
    'spec.consul.consistencyMode: must be one of DefaultMode, StaleMode, ConsistentMode, but is "Eventual"',
  ],
  [
    '{consul: {serviceName: web, consistencyMode: ConsistentMode, queryOptions: {useCache: true}}}',
    'spec.consul.queryOptions.useCache: must be left out, as consistencyMode is ConsistentMode: what is kept is confirmed by nobody',
  ],
  [
    '{consul: {serviceName: web, connectEnabled: true}}',
    'spec.consul.connectEnabled: is not served: who takes part in Consul’s mesh is called by its certificates, and nothing is sent in plain text in their stead',
  ],
  [
    '{gcp: {host: "https://shop.test"}}',
    'spec.gcp.host: must be a host name such as api.example.com, without port or scheme, but is "https://shop.test"',
  ],
  [
    '{gcp: {host: shop.test, audience: "https://shop.test&format=full"}}',
    'spec.gcp.audience: must be the address of a service, in lower case and without a query, such as https://shop-abc.a.run.app, but is "https://shop.test&format=full"',
  ],
  [
    '{gcp: {host: shop.test, audience: "//iam.googleapis.com/projects/1"}}',
    'spec.gcp.audience: must be the address of a service, in lower case and without a query, such as https://shop-abc.a.run.app, but is "//iam.googleapis.com/projects/1"',
  ],
  [
    '{azure: {functionAppName: a}}',
    'spec.azure.functions: must have one item, but has 0: write an Upstream for each function',
  ],
  [
    '{azure: {functionAppName: evil.example.com/, functions: [{functionName: a}]}}',
    'spec.azure.functionAppName: must be the name of an app: at most 60 letters, digits and "-", but is "evil.example.com/"',
  ],
  [
    '{azure: {functionAppName: a, functions: [{functionName: ../admin}]}}',
    'spec.azure.functions[0].functionName: must be the name of a function: a letter, then letters, digits, "-" and "_", but is "../admin"',
  ],
  [
    '{azure: {functionAppName: a, functions: [{functionName: a, authLevel: Admin}]}}',
    'spec.azure.secretRef: is required, as the function is called by a key (authLevel is Admin)',
  ],
  ['{priorityGroups: []}', 'spec.priorityGroups: must have at least one item'],
  ['{pipe: {path: app.sock}}', 'spec.pipe.path: must be an absolute path, but is "app.sock"'],
  [
    '{static: {hosts: [{host: a.example.com, addr: b.example.com, port: 80}]}}',
    'spec.static.hosts[0].addr: must be left out, as host is given too',
  ],
  ['{static: {hosts: [{port: 80}]}}', 'spec.static.hosts[0].host: is required'],
  ['{static: {hosts: []}}', 'spec.static.hosts: must have at least one item'],
  [
    '{type: aws, static: {hosts: [{host: 192.0.2.1, port: 80}]}}',
    'spec.type: must be static, as that is what is written, but is "aws"',
  ],
];

for (const [spec, message] of mistakes) {
  test(`is told: ${message}`, () => {
    assert.deepEqual(said(decodeYaml(backendWith(spec))), [`error ${message}`]);
  });
}

test('of what has no effect in Consul’s is told', () => {
  const spec = '{consul: {serviceName: web, subsetTags: [a], serviceTags: [b], serviceSpec: {rest: {}}}}';
  const { findings } = decodeYaml(backendWith(spec));
  assert.deepEqual(
    findings.map(({ severity, path }) => [severity, path]).sort(),
    ['serviceSpec', 'serviceTags', 'subsetTags'].map(name => ['warning', `spec.consul.${name}`]),
  );
});
