import assert from 'node:assert/strict';
import type { Outcome } from './namespace.ts';

/** isRefused asserts that a command ended with a code and one clear line (two at most), and no stack trace. */
export function isRefused(outcome: Outcome, code: number, message: RegExp): void {
  const lines = outcome.stderr.trim().split('\n');
  assert.match(outcome.stderr, message);
  assert.ok(lines.length <= 2, `one clear line: ${outcome.stderr}`);
  assert.doesNotMatch(outcome.stderr, /^\s+at /m);
  assert.equal(outcome.code, code, outcome.stderr);
}
