import type { Refusal } from '../../../api/client.ts';
import type { HookKind } from '../../../api/manage.ts';
import { AreaField } from '../../../ui/area-field.tsx';
import { Field, faultOf, Pick, Tick } from '../../../ui/form.tsx';
import { inUse } from '../../../ui/words.ts';
import { words } from './words.ts';

/** A hook as it is being written; the kind and the secret are chosen once, when it is made. */
export interface Draft {
  kind: HookKind;
  title: string;
  url: string;
  secret: string;
  area: string;
  events: readonly string[];
}

export const isAddress = (url: string) => /^https?:\/\/\S+$/.test(url.trim());

interface Props {
  of: Draft;
  set: (next: Draft) => void;
  tried: boolean;
  error: Refusal | null;
  /** Of one that there is: its address may stay as it was, and is then left empty. */
  old?: boolean;
}

export function HookFields({ of, set, tried, error, old = false }: Props) {
  const t = inUse(words);
  const badUrl = !isAddress(of.url) && !(old && of.url.trim() === '');
  // What the service says of an address is in English, for operators.
  const urlFault = faultOf(error, 'url') && (/private/.test(faultOf(error, 'url') ?? '') ? t.insideUrl : t.needUrl);
  const field = (name: 'title' | 'url' | 'secret', hint: string | undefined, fault: string | false | null) => (
    <Field
      label={t[name]}
      hint={hint}
      value={of[name]}
      set={(value) => set({ ...of, [name]: value })}
      fault={fault || null}
    />
  );
  return (
    <>
      <div class="form-grid">
        {!old && (
          <Pick
            label={t.kind}
            value={of.kind}
            set={(kind) => set({ ...of, kind: kind as HookKind })}
            options={Object.entries(t.kinds) as [string, string][]}
          />
        )}
        {field('title', undefined, (tried && !of.title.trim() && t.needTitle) || faultOf(error, 'title'))}
        {field('url', old ? t.urlKeep : undefined, (tried && badUrl && t.needUrl) || urlFault)}
        <AreaField
          label={t.area}
          all={t.everywhere}
          prefixes
          permission="account.manage"
          value={of.area}
          set={(area) => set({ ...of, area })}
          fault={faultOf(error, 'area')}
        />
        {!old &&
          of.kind !== 'wecom' &&
          field('secret', t.secretHints[of.kind], faultOf(error, 'secret') && t.needSecret)}
      </div>
      <fieldset>
        <legend class="label">{t.eventsHint}</legend>
        <div class="ticks">
          {Object.entries(t.eventNames).map(([event, name]) => (
            <Tick
              key={event}
              label={name}
              value={of.events.includes(event)}
              set={(on) => set({ ...of, events: on ? [...of.events, event] : of.events.filter((e) => e !== event) })}
            />
          ))}
        </div>
      </fieldset>
    </>
  );
}
