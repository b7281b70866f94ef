import { type TUnsafe, Type } from 'typebox';
import { type GoTemplate, parseGoTemplate } from '#lib/go-template.ts';
import { type Report, ruled } from '../schema/annotate.ts';

/**
 * template is the schema of a text that is a Go `text/template`, with the given functions besides the built-in ones. It is read
 * as the text: the template is parsed again where it is filled in.
 */
export function template(
  wants: string,
  functions: readonly string[],
  ...checks: readonly ((template: GoTemplate, report: Report) => void)[]
): TUnsafe<string> {
  return Type.Unsafe<string>(
    ruled(Type.String({ minLength: 1, maxLength: 4096, '~wants': wants }), (text, report) => {
      const parsed = parseGoTemplate(text, functions);
      if ('problem' in parsed) report(`is not a template that can be read: ${parsed.problem}`);
      else for (const check of checks) check(parsed, report);
    }),
  );
}
