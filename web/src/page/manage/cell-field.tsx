import { useEffect, useId } from 'preact/hooks';
import { Field } from '../../ui/form.tsx';
import { cells, loadCells } from './cells.ts';

/** A cell by its code, with the names of all to choose from. */
export function CellField(props: {
  label: string;
  value: string;
  set: (code: string) => void;
  hint?: string;
  fault?: string | null;
}) {
  const id = useId();
  useEffect(() => void loadCells(), []);
  return (
    <>
      <Field {...props} list={id} />
      <datalist id={id}>
        {cells.value.data?.map((c) => (
          <option key={c.code} value={c.code}>
            {c.name}
          </option>
        ))}
      </datalist>
    </>
  );
}
