import { type TUnsafe, Type } from 'typebox';
import { type GoTemplate, parseGoTemplate } from '#lib/go-template.ts';
import { type Report, ruled } from '../schema/annotate.ts';

/**
 * template is the schema of a text that is a template of Go's `text/template`, with these functions beside those that every
 * template has. The text is what is read, as a template is parsed again where it is filled in.
 */
export function template(
  wants: string,
  functions: readonly string[],
  ...checks: readonly ((template: GoTemplate, report: Report) => void)[]
): TUnsafe<string> {
  return Type.Unsafe<string>(
    ruled(Type.String({ minLength: 1, maxLength: 4096, '~wants': wants }), (text, report) => {
      const parsed = parseGoTemplate(text, functions);
      if ('problem' in parsed) report(`is no template that can be read: ${parsed.problem}`);
      else for (const check of checks) check(parsed, report);
    }),
  );
}
