import { printable } from './printable.ts';

/** Table lays out rows under a header, as kubectl does: columns as wide as their widest cell, three spaces between. */
export class Table {
  readonly #widths: number[];
  readonly #all: readonly (readonly string[])[];

  /** `rows` determine the widths of the columns; rows that come later get the same widths. */
  constructor(header: readonly string[], rows: readonly (readonly string[])[]) {
    this.#all = [header, ...rows];
    this.#widths = header.map((title, i) => Math.max(width(title), ...widthsOf(rows, i)));
  }

  /** The header and the rows, a line each. */
  text(): string {
    return this.#all.map(cells => this.line(cells)).join('\n');
  }

  line(cells: readonly string[]): string {
    return cells
      .map((cell, i) => printable(cell) + ' '.repeat(Math.max(0, (this.#widths[i] ?? 0) - width(cell))))
      .join('   ')
      .trimEnd();
  }
}

/** No spread into Math.max: there may be more rows than a call can have arguments. */
function widthsOf(rows: readonly (readonly string[])[], column: number): number[] {
  return [rows.reduce((widest, row) => Math.max(widest, width(row[column] ?? '')), 0)];
}

function width(text: string): number {
  return [...printable(text)].length;
}
