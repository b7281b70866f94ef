import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configuration } from '../configuration.ts';
import { makePlan } from '../plan.ts';
import { addToDirectXml, holdsDirectRules, removeFromDirectXml } from './direct-xml.ts';

const { plan } = makePlan(
  configuration({ files: [], environment: {}, flags: { 'redirect.dns.captureAll': true } }),
  {
    proxyUser: 5678,
    ipv6: true,
    resolvers: [],
    listeners: [],
  },
);
const add = (text: string | undefined) => addToDirectXml('/etc/firewalld/direct.xml', text, plan, true);

const foreign: Readonly<Record<string, string>> = {
  'as firewalld writes it': `<?xml version="1.0" encoding="utf-8"?>
<direct>
  <chain ipv="ipv4" table="nat" chain="MINE"/>
  <rule ipv="ipv4" table="nat" chain="OUTPUT" priority="0">-p tcp --dport 80 -j MINE</rule>
  <passthrough ipv="ipv4">-A INPUT -j ACCEPT</passthrough>
</direct>
`,
  'with comments that look like ours': `<direct>
\t<!-- <chain ipv="ipv4" table="nat" chain="FAIRLEAD_OLD"/> </direct> -->
\t<rule ipv="ipv4" table="nat" chain="OUTPUT" priority="0">-j ACCEPT</rule>
</direct>`,
  'on one line': '<direct><chain ipv="ipv4" table="nat" chain="MINE"/></direct>',
  'with other line ends': '<direct>\r\n  <chain ipv="ipv4" table="nat" chain="MINE"/>\r\n</direct>\r\n',
  'empty, closed at once': '<?xml version="1.0"?>\n<direct />\n',
  'empty, in two tags': '<direct>\n</direct>\n',
};

for (const [name, text] of Object.entries(foreign)) {
  test(`foreign entries stay byte for byte: a file ${name}`, () => {
    const once = add(text);
    assert.equal(holdsDirectRules(once), true);
    assert.equal(add(once), once, 'a second time changes nothing');
    assert.equal(removeFromDirectXml(once), text);
    assert.equal(removeFromDirectXml(text), text);
    assert.equal(holdsDirectRules(text), false);
  });
}

test('a file of our own goes when the rules go, unless somebody added to it', () => {
  const own = add(undefined);
  assert.equal(removeFromDirectXml(own), undefined);
  const shared = own.replace('</direct>', '  <chain ipv="ipv4" table="nat" chain="MINE"/>\n</direct>');
  assert.match(removeFromDirectXml(shared) ?? '', /MINE/);
});

test('rules of both families are stored, each in its order, with a priority of its own', () => {
  const own = add(undefined);
  for (const ipv of ['ipv4', 'ipv6']) {
    const rules = [
      ...own.matchAll(
        new RegExp(`<rule ipv="${ipv}" table="nat" chain="FAIRLEAD_OUTBOUND_A" priority="(\\d+)">`, 'g'),
      ),
    ];
    assert.deepEqual(
      rules.map(match => Number(match[1])),
      rules.map((_, i) => i),
    );
    assert.ok(rules.length > 5);
  }
  assert.match(own, /<rule ipv="ipv6"[^>]*>-s ::6\/128 -o lo -j RETURN<\/rule>/);
});

test('a file that firewalld could not read is not touched', () => {
  assert.throws(() => add('<zone></zone>'), /has no <direct> element/);
});
