import { Type } from 'typebox';
import { converted, type Report } from '../schema/annotate.ts';

/** dataKey is a key of a Secret's or a ConfigMap's data: a file name, in effect. */
export const dataKey = Type.String({
  minLength: 1,
  maxLength: 253,
  pattern: '^[-._a-zA-Z0-9]+$',
  '~wants': 'a key of letters, digits, "-", "_" and "."',
});

/** The API server's own limit on the sum of all values of a Secret or a ConfigMap. */
const maxBytes = 1024 * 1024;

/** base64 is bytes, written in the standard alphabet with padding; line breaks within are allowed, as the API server does. */
export const base64 = converted(Type.String({ '~secret': true }), readBase64);

const base64Text = /^[A-Za-z0-9+/]*={0,2}$/;

function readBase64(written: string, report: Report): Uint8Array {
  const text = written.replaceAll(/[\r\n]/g, '');
  if (text.length % 4 !== 0 || !base64Text.test(text)) {
    report('must be base64 with padding; use stringData in a Secret, or data in a ConfigMap, for plain text');
    return new Uint8Array();
  }
  return new Uint8Array(Buffer.from(text, 'base64'));
}

/** checkSize is the rule that all values together stay within what Kubernetes stores in one object. */
export function checkSize(values: readonly (string | Uint8Array)[], report: (message: string) => void): void {
  const total = values.reduce((sum, value) => sum + Buffer.byteLength(value), 0);
  if (total > maxBytes)
    report(`must hold at most ${maxBytes} bytes in all its values together, but holds ${total}`);
}
