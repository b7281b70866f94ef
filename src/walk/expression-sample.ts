import { RE2JS } from 're2js';

/**
 * sampleOf gives a text, more or less the shortest, that a regular expression (RE2) matches as a whole. The text is tested
 * against the expression; undefined where it does not match.
 */
export function sampleOf(expression: string): string | undefined {
  const reader = new Reader(expression);
  const text = reader.alternatives();
  const isWhole = reader.isAtEnd();
  return isWhole && RE2JS.compile(expression).matches(text) ? text : undefined;
}

const escapes: Readonly<Record<string, string>> = {
  d: '1',
  w: 'a',
  s: ' ',
  D: 'a',
  W: '-',
  S: 'a',
  ...{ t: '\t', n: '\n', r: '\r', f: '\f', v: '\v', b: '', B: '', A: '', z: '' },
};

/** Reader goes through an expression once, and takes the first of all alternatives. Syntax that it does not know is literal. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  alternatives(): string {
    const first = this.#sequence();
    while (this.#peek() === '|') {
      this.#at++;
      this.#sequence();
    }
    return first;
  }

  #peek(): string | undefined {
    return this.#text[this.#at];
  }

  #sequence(): string {
    let text = '';
    while (!this.isAtEnd() && this.#peek() !== '|' && this.#peek() !== ')') {
      text += this.#repeated(this.#atom());
    }
    return text;
  }

  #atom(): string {
    const next = this.#text[this.#at++];
    switch (next) {
      case '(':
        return this.#group();
      case '[':
        return this.#oneOfClass();
      case '\\':
        return this.#escaped();
      case '.':
        return 'a';
      case '^':
      case '$':
        return '';
      default:
        return next ?? '';
    }
  }

  #group(): string {
    // `(?:`, `(?i:`, `(?P<name>`; flags alone, `(?i)`, are empty.
    const head = /^\?(?:P?<\w+>|[imsU-]*:)/.exec(this.#text.slice(this.#at))?.[0];
    if (head !== undefined) this.#at += head.length;
    const flags = /^\?[imsU-]+\)/.exec(this.#text.slice(this.#at))?.[0];
    if (flags !== undefined) {
      this.#at += flags.length;
      return '';
    }
    const text = this.alternatives();
    this.#at++;
    return text;
  }

  #escaped(): string {
    const next = this.#text[this.#at++] ?? '';
    return escapes[next] ?? next;
  }

  /** The first of some common characters, or of those in the class's own text, that the class matches. */
  #oneOfClass(): string {
    const whole = /^\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]/.exec(this.#text.slice(this.#at))?.[0] ?? ']';
    this.#at += whole.length;
    const expression = RE2JS.compile(`[${whole}`);
    return ['a', '1', 'A', '-', '_', '.', '/', ' ', ...whole].find(one => expression.matches(one)) ?? '';
  }

  #repeated(text: string): string {
    const quantifier = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/.exec(this.#text.slice(this.#at));
    if (quantifier === null) return text;
    this.#at += quantifier[0].length;
    return quantifier[1] === undefined ? text : text.repeat(Number(quantifier[1]));
  }
}
