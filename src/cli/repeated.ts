/** repeated lets a flag be given several times, each with one or more values: `-f a b -f c`. For commander's argParser. */
export function repeated(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
