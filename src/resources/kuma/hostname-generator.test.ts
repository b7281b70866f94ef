import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mistakesIn, specOf } from '../decode-yaml.ts';
import { hostnameGenerator } from './hostname-generator.ts';

const generator = (spec: string) => `{type: HostnameGenerator, name: all, spec: ${spec}}`;

test('a selector without labels is there, and means every service of its kind', () => {
  assert.deepEqual(
    specOf(
      hostnameGenerator,
      generator(
        `{selector: {meshService: {}}, template: '{{ label "app" }}.{{ .Namespace }}.svc.mesh.local'}`,
      ),
    ),
    {
      selector: { meshService: { matchLabels: {} } },
      template: '{{ label "app" }}.{{ .Namespace }}.svc.mesh.local',
    },
  );
});

const mistakes: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'no selector',
    generator('{selector: {}, template: a}'),
    ['error spec.selector: must have one of meshService, meshExternalService and meshMultiZoneService'],
  ],
  [
    'two selectors',
    generator('{selector: {meshService: {}, meshMultiZoneService: {}}, template: a}'),
    [
      'error spec.selector.meshMultiZoneService: must not be there beside meshService: write a HostnameGenerator for each',
    ],
  ],
  [
    'an empty template',
    generator('{selector: {meshService: {}}, template: ""}'),
    ['error spec.template: must not be empty'],
  ],
  [
    'a template that does not end',
    generator('{selector: {meshService: {}}, template: "{{ .Name "}'),
    ['error spec.template: is not a template that can be read: template: :1: unclosed action'],
  ],
  [
    'a function that there is not',
    generator('{selector: {meshService: {}}, template: "{{ env .Name }}"}'),
    ['error spec.template: is not a template that can be read: template: :1: function "env" not defined'],
  ],
  [
    'an extension',
    generator('{selector: {meshService: {}}, template: a, extension: {type: Other}}'),
    ['warning spec.extension: is not served yet: it has no effect'],
  ],
];

for (const [name, text, expected] of mistakes) {
  test(`${name}: said with its field and its reason`, () => assert.deepEqual(mistakesIn(text), expected));
}
