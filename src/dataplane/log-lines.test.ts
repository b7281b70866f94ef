import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { createLineBudget, eachLine, isWarning, parseLogLine } from './log-lines.ts';

test('a line in the agreed format is its level, logger and message, separators in the message included', () => {
  assert.deepEqual(parseLogLine('warning|config|a|b'), {
    level: 'warning',
    logger: 'config',
    message: 'a|b',
  });
  assert.deepEqual(parseLogLine('info||'), { level: 'info', logger: '', message: '' });
});

test('raw output is a last cry', () => {
  for (const raw of ['terminate called after throwing', 'a|b|c', 'x']) {
    assert.deepEqual(parseLogLine(raw), { level: 'critical', logger: '', message: raw });
  }
});

test('warnings and worse are for people', () => {
  const seen = ['trace', 'debug', 'info', 'warning', 'error', 'critical'].filter(l =>
    isWarning(parseLogLine(`${l}|x|y`)),
  );
  assert.deepEqual(seen, ['warning', 'error', 'critical']);
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
