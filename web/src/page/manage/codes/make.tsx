import { useState } from 'preact/hooks';
import { codes } from '../../../api/manage.ts';
import { text } from '../../../i18n/index.ts';
import { AddBox, useAdding } from '../../../ui/add-box.tsx';
import { AreaField } from '../../../ui/area-field.tsx';
import { Field, faultOf, Pick } from '../../../ui/form.tsx';
import { inUse } from '../../../ui/words.ts';
import { type DatumName, datumNames, parseCoordinates } from '../../report/draft.ts';
import { words } from './words.ts';

type Kind = 'cell' | 'building';

/** Makes a grid code for a cell, or for a building in it. */
export function Make({ made, cell: first }: { made: () => void; cell: string }) {
  const t = inUse(words);
  const [kind, setKind] = useState<Kind>('building');
  const [label, setLabel] = useState('');
  const [cell, setCell] = useState(first);
  const [at, setAt] = useState('');
  const [datum, setDatum] = useState<DatumName>('wgs84');
  const adding = useAdding();
  const { tried, error } = adding;
  const place = kind === 'building' ? parseCoordinates(at) : null;
  const badPlace = typeof place === 'string';
  const lacksCell = kind === 'cell' && !cell;
  const save = () => {
    const body = {
      kind,
      label: label.trim(),
      ...(cell && { cell }),
      ...(place && !badPlace && { ...place, datum }),
    };
    void adding.add(body.label !== '' && !badPlace && !lacksCell, async () => {
      await codes.create(body);
      setLabel('');
      setAt('');
      made();
      return t.made(body.label);
    });
  };
  return (
    <AddBox adding={adding} title={t.make} button={t.save} submit={save}>
      <div class="form-grid">
        <Pick
          label={t.kind}
          value={kind}
          set={(next) => setKind(next as Kind)}
          options={Object.entries(t.kinds) as [string, string][]}
        />
        <Field
          label={t.label}
          hint={t.labelHint}
          value={label}
          set={setLabel}
          maxLength={60}
          fault={(tried && !label.trim() && t.needLabel) || faultOf(error, 'label')}
        />
        <AreaField
          label={t.cell}
          cells
          permission="code.manage"
          value={cell}
          set={setCell}
          fault={(tried && lacksCell && t.needCell) || faultOf(error, 'cell')}
        />
        {kind === 'building' && (
          <>
            <Field
              label={t.at}
              value={at}
              set={setAt}
              fault={(tried && badPlace && t.badAt) || faultOf(error, 'lon')}
            />
            <Pick
              label={t.datum}
              value={datum}
              set={(next) => setDatum(next as DatumName)}
              options={datumNames.map((name) => [name, text.value.datum[name]] as const)}
            />
          </>
        )}
      </div>
    </AddBox>
  );
}
