import { Type } from 'typebox';
import { converted, type Report } from '../schema/annotate.ts';

/** dataKey is a key in the data of a Secret or a ConfigMap; it has the form of a file name. */
export const dataKey = Type.String({
  minLength: 1,
  maxLength: 253,
  pattern: '^[-._a-zA-Z0-9]+$',
  '~wants': 'a key of letters, digits, "-", "_" and "."',
});

/** The API server's own limit on the sum of all values of a Secret or a ConfigMap. */
const maxBytes = 1024 * 1024;

/** base64 is bytes in the standard alphabet, with padding. As in the API server, it may contain line breaks. */
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

/** checkSize limits the sum of all values to what Kubernetes stores in one object. */
export function checkSize(values: readonly (string | Uint8Array)[], report: (message: string) => void): void {
  const total = values.reduce((sum, value) => sum + Buffer.byteLength(value), 0);
  if (total > maxBytes)
    report(`must hold at most ${maxBytes} bytes in all its values together, but holds ${total}`);
}
