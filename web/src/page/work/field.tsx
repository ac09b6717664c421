import type { CaseFile } from '../../api/work.ts';
import type { Draft, Field } from './draft.ts';

/** What each part of an action's form is given. */
export interface PartProps {
  c: CaseFile;
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  wrong: (need: Field) => string | null;
}

/** What is missing from a field, said at once. */
export function Fault({ words: said, id }: { words: string | null; id?: string }) {
  return said ? (
    <p class="fault" role="alert" id={id}>
      {said}
    </p>
  ) : null;
}
