import { evaluateGoTemplate, type TemplateData } from '#lib/evaluate-go-template.ts';
import { parseGoTemplate } from '#lib/go-template.ts';
import type { Sidecar } from '#model';
import { type MeshIdentity, placeInMesh } from '#resources';
import { zoneName } from '../labels.ts';

/** The templates that Kuma uses where nobody writes any. */
const usual = {
  trustDomain: '{{ .Mesh }}.{{ .Zone }}.mesh.local',
  pathInNamespace: '/ns/{{ .Namespace }}/sa/{{ .ServiceAccount }}',
  path: '/workload/{{ .Workload }}',
} as const;

type Filled = { readonly text: string } | { readonly problem: string };

/** trustDomainOf fills in the trust domain of a MeshIdentity, or says what is wrong with it. */
export function trustDomainOf(identity: MeshIdentity): Filled {
  const { mesh } = placeInMesh(identity);
  const zone = zoneName(identity.ref.zone);
  const { trustDomain = usual.trustDomain } = identity.spec.spiffeID;
  const filled = fill(trustDomain, { fields: { Mesh: mesh, Zone: zone }, missing: 'mistake' });
  if ('problem' in filled) return filled;
  return /^[a-z0-9._-]{1,253}$/.test(filled.text)
    ? filled
    : { problem: `comes to ${JSON.stringify(filled.text)}, which is not a trust domain` };
}

type Workload = Pick<Sidecar, 'mesh' | 'name' | 'labels' | 'inbounds' | 'zone'>;

/** spiffeIdOf fills in the SPIFFE ID that a MeshIdentity gives a workload. */
export function spiffeIdOf(identity: MeshIdentity, workload: Workload): Filled {
  const domain = trustDomainOf(identity);
  if ('problem' in domain) return domain;
  const { labels } = workload;
  const namespace = labels['k8s.kuma.io/namespace'];
  const { path = namespace === undefined ? usual.path : usual.pathInNamespace } = identity.spec.spiffeID;
  const fields = {
    Mesh: workload.mesh,
    Zone: zoneName(workload.zone),
    Name: workload.name,
    Namespace: namespace ?? '',
    ServiceAccount: labels['k8s.kuma.io/service-account'] ?? '',
    Workload: labels['kuma.io/workload'] ?? workload.name,
    TrustDomain: domain.text,
  };
  const label = (name: string) => {
    const value = labels[name];
    return value === undefined ? { problem: `label ${name} is not there` } : { value };
  };
  const filled = fill(path, { fields, missing: 'mistake', functions: { label } });
  if ('problem' in filled) return filled;
  return /^(\/[A-Za-z0-9._-]+)+$/.test(filled.text) && filled.text.length <= 1024
    ? { text: `spiffe://${domain.text}${filled.text}` }
    : { problem: `comes to ${JSON.stringify(filled.text)}, which is not a path of a SPIFFE ID` };
}

function fill(template: string, data: TemplateData): Filled {
  const parsed = parseGoTemplate(template, Object.keys(data.functions ?? {}));
  return 'problem' in parsed ? parsed : evaluateGoTemplate(parsed, data);
}
