import { useState } from 'preact/hooks';
import { type HookKind, hooks } from '../../../api/manage.ts';
import { AddBox, useAdding } from '../../../ui/add-box.tsx';
import { AreaField } from '../../../ui/area-field.tsx';
import { Field, faultOf, Pick, Tick } from '../../../ui/form.tsx';
import { inUse } from '../../../ui/words.ts';
import { words } from './words.ts';

const empty = { title: '', url: '', secret: '', area: '', events: [] as readonly string[] };

export function Add({ added }: { added: () => void }) {
  const t = inUse(words);
  const [kind, setKind] = useState<HookKind>('webhook');
  const [typed, set] = useState(empty);
  const adding = useAdding();
  const { tried, error } = adding;
  const badUrl = !/^https?:\/\/\S+$/.test(typed.url.trim());
  const create = () => {
    const [title, url, secret] = [typed.title.trim(), typed.url.trim(), typed.secret];
    const body = { kind, title, url, events: [...typed.events], area: typed.area, ...(secret && { secret }) };
    void adding.add(title !== '' && !badUrl, async () => {
      await hooks.create(body);
      set(empty);
      added();
      return t.created(title);
    });
  };
  const field = (name: 'title' | 'url' | 'secret', hint?: string, lacks?: string | false) => (
    <Field
      label={t[name]}
      hint={hint}
      value={typed[name]}
      set={(value) => set({ ...typed, [name]: value })}
      fault={lacks || faultOf(error, name)}
    />
  );
  const events = Object.entries(t.eventNames);
  return (
    <AddBox adding={adding} title={t.add} button={t.create} submit={create}>
      <div class="form-grid">
        <Pick
          label={t.kind}
          value={kind}
          set={(next) => setKind(next as HookKind)}
          options={Object.entries(t.kinds) as [string, string][]}
        />
        {field('title', undefined, tried && !typed.title.trim() && t.needTitle)}
        {field('url', undefined, tried && badUrl && t.needUrl)}
        <AreaField
          label={t.area}
          all={t.everywhere}
          prefixes
          permission="account.manage"
          value={typed.area}
          set={(area) => set({ ...typed, area })}
          fault={faultOf(error, 'area')}
        />
        {field('secret', t.secretHint)}
      </div>
      <fieldset>
        <legend class="label">{t.eventsHint}</legend>
        <div class="ticks">
          {events.map(([event, name]) => (
            <Tick
              key={event}
              label={name}
              value={typed.events.includes(event)}
              set={(on) =>
                set({ ...typed, events: on ? [...typed.events, event] : typed.events.filter((e) => e !== event) })
              }
            />
          ))}
        </div>
      </fieldset>
    </AddBox>
  );
}
