import type { HeaderCondition } from '#model';
import type { WrittenHeaderMatch } from '#resources';

/** headerCondition is the condition that a written match puts on a header. */
export function headerCondition({ type, name: written, value = '' }: WrittenHeaderMatch): HeaderCondition {
  const name = written.toLowerCase();
  switch (type) {
    case 'Exact':
      return { kind: 'exact', name, value };
    case 'Prefix':
      return { kind: 'prefix', name, value };
    case 'RegularExpression':
      return { kind: 'regex', name, value };
    case 'Present':
      return { kind: 'presence', name, isThere: true };
    case 'Absent':
      return { kind: 'presence', name, isThere: false };
  }
}
