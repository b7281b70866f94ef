import { Type } from 'typebox';
import { type Report, ruled } from '../schema/annotate.ts';

/** webAddress is the URL of something on the web. */
export const webAddress = ruled(
  Type.String({
    minLength: 1,
    maxLength: 2048,
    pattern: '^https?://[^\\s/?#@]+([/?][^\\s#]*)?$',
    '~wants': 'an address such as https://example.com/keys',
  }),
  checkAddress,
);

function checkAddress(text: string, report: Report): void {
  if (!URL.canParse(text)) report('must be an address such as https://example.com/keys');
}
