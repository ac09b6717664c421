import { useState } from 'preact/hooks';
import { type MemberRole, members } from '../../../api/manage.ts';
import { AddBox, useAdding } from '../../../ui/add-box.tsx';
import { AreaField } from '../../../ui/area-field.tsx';
import { Field, faultOf, Pick } from '../../../ui/form.tsx';
import { inUse } from '../../../ui/words.ts';
import { words } from './words.ts';

/** Registers somebody who did not join by a grid code. */
export function Add({ added, cell: first }: { added: () => void; cell: string }) {
  const t = inUse(words);
  const [name, setName] = useState('');
  const [role, setRole] = useState<MemberRole>('volunteer');
  const [typed, setCell] = useState<string | null>(null);
  const cell = typed ?? first; // the one looked at, until another is chosen
  const [phone, setPhone] = useState('');
  const adding = useAdding();
  const { tried, error } = adding;
  const save = () => {
    const body = { name: name.trim(), role, cell, ...(phone.trim() && { phone: phone.trim() }) };
    void adding.add(body.name !== '' && cell !== '', async () => {
      await members.create(body);
      setName('');
      setPhone('');
      added();
      return t.added(body.name);
    });
  };
  return (
    <AddBox adding={adding} title={t.add} button={t.save} submit={save}>
      <div class="form-grid">
        <Field
          label={t.name}
          value={name}
          set={setName}
          maxLength={60}
          fault={(tried && !name.trim() && t.needName) || faultOf(error, 'name')}
        />
        <Pick
          label={t.role}
          value={role}
          set={(next) => setRole(next as MemberRole)}
          options={Object.entries(t.roles) as [string, string][]}
        />
        <AreaField
          label={t.cell}
          cells
          permission="member.manage"
          value={cell}
          set={setCell}
          fault={(tried && !cell && t.needCell) || faultOf(error, 'cell')}
        />
        <Field label={t.phone} type="tel" value={phone} set={setPhone} maxLength={20} fault={faultOf(error, 'phone')} />
      </div>
    </AddBox>
  );
}
