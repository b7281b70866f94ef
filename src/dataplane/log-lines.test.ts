import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { type LogLevels, usualLogLevels } from '#lib/envoy-command-line.ts';
import { createLineBudget, eachLine, isAsked, isRejection, isVerbose, parseLogLine } from './log-lines.ts';

test('a line in the agreed format is its level, logger and message, separators in the message included', () => {
  assert.deepEqual(parseLogLine('warning|config|a|b'), {
    level: 'warning',
    logger: 'config',
    message: 'a|b',
  });
  assert.deepEqual(parseLogLine('info||'), { level: 'info', logger: '', message: '' });
});

test('what Envoy escapes is read back, on one line', () => {
  const message = (text: string) => parseLogLine(`warning|config|${text}`).message;
  assert.equal(message("cannot bind \\'127.0.0.1:80\\': in use\\n"), "cannot bind '127.0.0.1:80': in use");
  assert.equal(message('one\\ntwo\\tthree'), 'one two three');
  assert.equal(message('caf\\303\\251 \\"x\\" a\\\\b'), 'café "x" a\\b');
});

test('that a configuration was refused is told by the control plane, not by the log', () => {
  const refused = [
    "lds: listener 'a/80' config rejected: cannot bind",
    'delta config for type.googleapis.com/envoy.config.listener.v3.Listener rejected: Error',
    'gRPC config for type.googleapis.com/envoy.config.listener.v3.Listener rejected: Error',
  ];
  for (const message of refused) assert.ok(isRejection(parseLogLine(`warning|config|${message}`)), message);
  assert.ok(!isRejection(parseLogLine('warning|config|gRPC config stream to fairlead-xds closed: 14')));
});

test('raw output is a last cry', () => {
  for (const raw of ['terminate called after throwing', 'a|b|c', 'x']) {
    assert.deepEqual(parseLogLine(raw), { level: 'critical', logger: '', message: raw });
  }
});

test('warnings and worse are for people, and what of each component is asked for', () => {
  const seen = (levels: LogLevels, logger: string) =>
    ['trace', 'debug', 'info', 'warning', 'error', 'critical'].filter(level =>
      isAsked(parseLogLine(`${level}|${logger}|y`), levels),
    );
  assert.deepEqual(seen(usualLogLevels, 'config'), ['warning', 'error', 'critical']);
  const levels = { others: 'error', components: { upstream: 'debug' } } as const;
  assert.deepEqual(seen(levels, 'upstream'), ['debug', 'info', 'warning', 'error', 'critical']);
  assert.deepEqual(seen(levels, 'config'), ['error', 'critical']);
  assert.deepEqual([usualLogLevels, levels].map(isVerbose), [false, true]);
});

test('lines are told apart however the stream is cut, and none is longer than its bound', async () => {
  const stream = new PassThrough();
  const lines: string[] = [];
  eachLine(stream, line => lines.push(line));
  const text = Buffer.from(`one\n\ntwo é\r\n${'x'.repeat(10_000)}\nlast`);
  for (const byte of text) stream.write(Buffer.from([byte]));
  stream.end();
  await new Promise(resolve => stream.once('close', resolve));
  assert.deepEqual(lines, ['one', 'two é', 'x'.repeat(4_096), 'last']);
});

test('a budget lets some lines through in each period and tells how many it held back', () => {
  const budget = createLineBudget(2, 1_000);
  assert.deepEqual(
    [0, 1, 2, 3, 999, 1_000, 1_001, 1_002].map(at => budget.admit(at)),
    [0, 0, undefined, undefined, undefined, 3, 0, undefined],
  );
});
