import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { evaluateGoTemplate, type TemplateData } from './evaluate-go-template.ts';
import { parseGoTemplate } from './go-template.ts';

const ofAService: TemplateData = {
  fields: { Name: 'web-name', DisplayName: 'web', Namespace: 'shop', Mesh: 'default', Zone: 'east' },
  missing: 'mistake',
  functions: { label: key => (key === 'team' ? { value: 'blue' } : { problem: `label ${key} not found` }) },
};
const ofTags: TemplateData = { fields: { service: 'web', v: 'v1', port: '80' }, missing: 'nothing' };

function evaluated(template: string, data = ofAService): string {
  const parsed = parseGoTemplate(template, Object.keys(data.functions ?? {}));
  if ('problem' in parsed) return parsed.problem;
  const made = evaluateGoTemplate(parsed, data);
  return 'problem' in made ? made.problem : made.text;
}

/** What text/template of Go 1.24 made of each. */
const made: readonly (readonly [string, string])[] = [
  ['{{ .DisplayName }}.svc.mesh.local', 'web.svc.mesh.local'],
  ['{{.Name}}.{{.Namespace}}.{{ .Zone }}', 'web-name.shop.east'],
  ['{{ label "team" }}.x', 'blue.x'],
  ['{{label `team`}}', 'blue'],
  ['{{ label "te\\x61m" }}', 'blue'],
  ['{{ "team" | label }}', 'blue'],
  ['{{ (label "team") }}', 'blue'],
  ['{{ "a\\tb\\u00e9" }}', 'a\tbé'],
  ['{{- .Name -}}', 'web-name'],
  ['a {{- " b " -}} c', 'a b c'],
  ['{{ .Name -}} \n x', 'web-namex'],
  ['{{\n.Name\n}}', 'web-name'],
  ['{{/* c */}}x{{- /* d */ -}} y', 'xy'],
  ['x}}y', 'x}}y'],
  ['{{ if eq .Zone "east" }}e{{ else if eq .Zone "west" }}w{{ else }}o{{ end }}', 'e'],
  ['{{ if eq .Zone "west" }}w{{ else if eq .Zone "east" }}e{{ else }}o{{ end }}', 'e'],
  ['{{ if not (eq .Name "x") }}y{{end}}', 'y'],
  ['{{ .Name | printf "%s-%s" "a" }}', 'a-web-name'],
  ['{{ printf "%q" .Name }}', '"web-name"'],
  ['{{ printf "%d%%" 3 }}', '3%'],
  ['{{ not .Name }}', 'false'],
  ['{{ and .Name .Zone }}', 'east'],
  ['{{ or "" .Zone }}', 'east'],
  ['{{ print "a" "b" }}', 'ab'],
  ['{{ len .Name }}', '8'],
  ['{{ slice .Name 0 3 }}', 'web'],
  ['{{ eq .Name "a" "web-name" }}', 'true'],
  ['{{ ne .Name "a" }}', 'true'],
];

/** The same of one with the values of tags. */
const madeOfTags: readonly (readonly [string, string])[] = [
  ['{{.v}}.{{.service}}.mesh', 'v1.web.mesh'],
  ['80', '80'],
  ['{{.nope}}.mesh', '<no value>.mesh'],
  ['{{ .nope.x }}', '<no value>'],
  ['{{ index . "service" }}', 'web'],
  ['{{if .nope}}a{{else}}b{{end}}', 'b'],
];

/** What Go says is wrong with each. */
const refused: readonly (readonly [string, string])[] = [
  [
    '{{ label "nope" }}',
    'template: :1:3: executing "" at <label "nope">: error calling label: label nope not found',
  ],
  ['{{ .Name', 'template: :1: unclosed action'],
  ['{{ lower .Name }}', 'template: :1: function "lower" not defined'],
  ['{{ label }}', 'template: :1:3: executing "" at <label>: wrong number of args for label: want 1 got 0'],
  ['{{ end }}', 'template: :1: unexpected {{end}}'],
  ['{{ if .Name }}', 'template: :1: unexpected EOF'],
  ['{{ if .Name }}a{{else}}b{{else}}c{{end}}', 'template: :1: expected end; found {{else}}'],
  ['{{ "a }}', 'template: :1: unterminated quoted string'],
  ['{{}}', 'template: :1: missing value for command'],
  ['{{ (.Name }}', 'template: :1: unclosed left paren'],
];

describe('a Go template', () => {
  it('makes what Go makes of it', () => {
    for (const [template, text] of made) assert.equal(evaluated(template), text, template);
    for (const [template, text] of madeOfTags) assert.equal(evaluated(template, ofTags), text, template);
  });

  it('is refused in the words of Go', () => {
    for (const [template, problem] of refused) assert.equal(evaluated(template), problem, template);
  });

  it('names the line, the column and the field that is not there', () => {
    assert.equal(
      evaluated('a\n{{ .Foo }}'),
      'template: :2:3: executing "" at <.Foo>: can\'t evaluate field Foo',
    );
  });

  it('has no loops, variables or templates in it', () => {
    assert.equal(
      evaluated('{{ range .Name }}{{ end }}'),
      'template: :1: range is not served in these templates',
    );
    assert.match(evaluated('{{ $x := .Name }}'), /unexpected "\$" in an action$/);
  });

  it('is bounded in length, depth and output', () => {
    assert.match(evaluated('x'.repeat(5000)), /is longer than 4096 characters$/);
    assert.match(
      evaluated(`{{ ${'('.repeat(20)} .Name ${')'.repeat(20)} }}`),
      /stands in more than 16 others$/,
    );
    assert.match(
      evaluated('{{if .Name}}'.repeat(20) + '{{end}}'.repeat(20)),
      /stands in more than 16 others$/,
    );
    assert.match(evaluated('{{ .Name }}'.repeat(200)), /makes more than 1024 characters$/);
  });

  it('never throws, whatever is written', () => {
    const piece = fc.constantFrom(
      ...[
        '{{',
        '}}',
        '{{-',
        '-}}',
        ' ',
        '.',
        '.Name',
        'if',
        'else',
        'end',
        'label',
        '"team"',
        '"',
        '`',
        '\\x4',
      ],
      ...[
        '|',
        '(',
        ')',
        '/*',
        '*/',
        'printf',
        '"%s"',
        'eq',
        'and',
        '3',
        '-',
        '$',
        ':=',
        'slice',
        'index',
        '\n',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 24 }), pieces => {
        assert.equal(typeof evaluated(pieces.join('')), 'string');
        assert.equal(typeof evaluated(`{{ ${pieces.join(' ')} }}`), 'string');
      }),
      { numRuns: 2000 },
    );
  });
});
